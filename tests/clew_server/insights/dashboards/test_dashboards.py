"""Dashboards over HTTP: laid out by hand, one filter bar over all, on paper, as slides; each role sees what it may."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.utils import translation
from pptx import Presentation

from clew_server.insights.dashboards import kept
from clew_server.insights.dashboards.filled import fill
from clew_server.insights.dashboards.models import Card, Dashboard
from clew_server.insights.dashboards.paper.pdf import dashboard_pdf, document_of, lines_of
from clew_server.insights.questions.answering import Reader
from clew_server.insights.questions.asking.query import Query
from clew_server.insights.questions.models import SavedQuestion
from clew_server.lakes.handles import opened

TOPIC = Query(metric="resolution_time", by=("topic",), period="all")


@pytest.fixture
def member(company, people):
    return lambda role: people[role].memberships.get(workspace=company)


@pytest.fixture
def board(member):
    made = kept.create(member("analyst"), "Monday", shared=True)
    kept.add_question(made, "Resolved", TOPIC)
    kept.add_question(made, "Satisfied", Query(metric="csat", by=("touchpoint",), period="all"), "table")
    kept.add_question(made, "NPS", Query(metric="nps", period="all"), "figure")
    kept.add_note(made, "Mind the *gap* <b>here</b> #panic()")
    return made


def test_a_saved_question_is_put_on_a_new_dashboard(as_analyst, page):
    as_analyst.post(page("questions:save"), {"name": "By topic", "query": TOPIC.address()})
    question = SavedQuestion.objects.get()
    assert as_analyst.get(f"{page('dashboards:add')}?question={question.id}").status_code == 200
    as_analyst.post(page("dashboards:add"), {"question": question.id, "dashboard": "new", "name": "Board"})
    made = Dashboard.objects.get()
    assert [(card.title, Query.of(card.query).by) for card in kept.cards_of(made)] == [("By topic", ("topic",))]


def test_cards_show_the_librarys_numbers(as_owner, page, board, company):
    response = as_owner.get(f"{page('dashboards:dashboard', dashboard_id=board.id)}?wait=1")
    cards = response.context["cards"]
    known = opened(company.id).ask("resolution_time", by="topic").answer
    assert [row.value for row in cards[0].found.answer.rows] == [row.value for row in known.rows]
    text = response.content.decode()
    assert "&lt;b&gt;here&lt;/b&gt;" in text
    assert "<b>here" not in text


def test_one_filter_bar_is_over_all_cards(as_owner, page, board, company):
    response = as_owner.get(f"{page('dashboards:dashboard', dashboard_id=board.id)}?where=channel%3Dweb&wait=1")
    known = opened(company.id).ask("resolution_time", by="topic", where=["channel=web"]).answer
    assert [row.n for row in response.context["cards"][0].found.answer.rows] == [row.n for row in known.rows]
    assert "channel=web" in response.context["cards"][1].query.where


def test_a_comparison_over_all_leaves_medians_as_they_are(as_owner, page, board):
    address = f"{page('dashboards:dashboard', dashboard_id=board.id)}?compare=previous&period=last-90-days&wait=1"
    cards = as_owner.get(address).context["cards"]
    assert not any(each.error for each in cards)
    assert cards[0].query.compare == "none"
    assert cards[2].query.compare == "previous"


def test_cards_are_laid_out_by_forms_and_removal_is_undone(as_analyst, page, board):
    first, second = kept.cards_of(board)[:2]

    def press(card, **given):
        return as_analyst.post(page("dashboards:card_change", dashboard_id=board.id, card_id=card.id), given)

    press(first, do="change", width="4", height="3", kind="table", title="Renamed")
    first.refresh_from_db()
    assert (first.width, first.height, first.kind, first.title) == (4, 3, "table", "Renamed")
    press(first, do="change", width="99", height="0")
    first.refresh_from_db()
    assert (first.width, first.height) == (12, 1)
    press(first, do="later")
    assert [card.id for card in kept.cards_of(board)][:2] == [second.id, first.id]
    removed = press(first, do="remove")
    assert first.id not in [card.id for card in kept.cards_of(board)]
    assert "Undo" in as_analyst.get(removed["Location"]).content.decode()
    press(first, do="restore")
    assert first.id in [card.id for card in kept.cards_of(board)]


def test_a_deleted_dashboard_comes_back(as_analyst, page, board):
    gone = as_analyst.post(page("dashboards:delete", dashboard_id=board.id), follow=True)
    assert page("dashboards:restore", dashboard_id=board.id) in gone.content.decode()
    assert as_analyst.get(page("dashboards:dashboard", dashboard_id=board.id)).status_code == 404
    as_analyst.post(page("dashboards:restore", dashboard_id=board.id))
    assert as_analyst.get(page("dashboards:dashboard", dashboard_id=board.id)).status_code == 200


@pytest.mark.parametrize(
    ("role", "route", "status"),
    [
        ("viewer", "dashboards:dashboard", 200), ("viewer", "dashboards:pdf", 403), ("agent", "dashboards:pdf", 403),
        ("analyst", "dashboards:pdf", 200), ("stranger", "dashboards:dashboard", 404),
        ("stranger", "dashboards:pdf", 404), ("viewer", "dashboards:mailing", 403),
        ("owner", "dashboards:mailing", 200),
    ],
)  # fmt: skip
def test_roles(client_of, page, board, role, route, status):
    assert client_of(role).get(page(route, dashboard_id=board.id)).status_code == status


def test_a_private_dashboard_is_ones_own(as_owner, as_analyst, page, member):
    mine = kept.create(member("analyst"), "Mine")
    address = page("dashboards:dashboard", dashboard_id=mine.id)
    assert as_analyst.get(address).status_code == 200
    assert as_owner.get(address).status_code == 404


@pytest.mark.parametrize("route", ["change", "delete", "restore", "note", "mailing", "pdf", "dashboard"])
def test_another_workspaces_dashboard_does_not_exist(client_of, rival, page, board, route):
    stranger = client_of("stranger")
    address = page(f"dashboards:{route}", workspace_id=rival.id, dashboard_id=board.id)
    call = stranger.get if route in {"pdf", "dashboard", "mailing"} else stranger.post
    assert call(address).status_code == 404
    card = page("dashboards:card", workspace_id=rival.id, dashboard_id=board.id, card_id=Card.objects.first().id)
    assert stranger.get(card).status_code == 404
    assert client_of("owner").get(page("dashboards:dashboard", dashboard_id=uuid4())).status_code == 404


def test_the_paper_says_what_the_page_says(member, company, board):
    reader = Reader(member("owner"), company, QueryDict())
    for language, words in (("en", "All time"), ("pl", "Cały czas"), ("ru", "Всё время"), ("ro", "Tot timpul")):
        with translation.override(language):
            cards = fill(reader, board, {})
            document = document_of(board.name, company.name, cards)
            body = dashboard_pdf(board.name, company.name, cards)
        assert body.startswith(b"%PDF"), words
        titles = [card["title"] for line in document["lines"] for card in line]
        assert titles == ["Resolved", "Satisfied", "NPS", ""]
        assert document["lines"][0][0]["svg"].startswith("<svg")
        assert "2026" in document["made"]


def test_hostile_text_is_no_markup_on_paper(member, company):
    made = kept.create(member("owner"), "#panic() *x* $y$ \\ <z>")
    kept.add_note(made, '#import "/etc/passwd" #read("/etc/passwd") `x` @y')
    body = dashboard_pdf(made.name, "#panic()", fill(Reader(member("owner"), company, QueryDict()), made, {}))
    assert body.startswith(b"%PDF")


def test_cards_stand_in_lines_of_twelve_columns(member, company, board):
    cards = fill(Reader(member("owner"), company, QueryDict()), board, {})
    for each, width in zip(cards, (6, 6, 8, 5), strict=True):
        each.card.width = width
    assert [len(line) for line in lines_of(cards)] == [2, 1, 1]


def test_a_viewers_card_hides_small_groups(member, company, board):
    kept.add_question(board, "Small", Query(metric="csat", by=("touchpoint", "channel"), every="week", period="all"))
    owners, viewers = (fill(Reader(member(role), company, QueryDict()), board, {})[-1] for role in ("owner", "viewer"))
    assert viewers.found.is_strict
    small = sum(0 < row.n < 5 for row in owners.found.answer.rows)
    assert small
    assert sum(row.n == 0 for row in viewers.found.answer.rows) >= small


def test_four_slides_with_charts_that_can_be_edited(as_analyst, page, company):
    body = as_analyst.get(f"{page('dashboards:slides')}?period=all").content
    deck = Presentation(io.BytesIO(body))
    assert len(deck.slides) == 4
    charts = [[shape.chart for shape in slide.shapes if shape.has_chart] for slide in deck.slides]
    assert [len(found) for found in charts] == [1, 1, 1, 1]
    assert "n " in deck.slides[3].notes_slide.notes_text_frame.text, "each figure with its interval and n"
    skips = charts[0][0].category_axis._element.findall(".//{*}tickLblSkip")
    assert [skip.get("val") for skip in skips] == ["1"], "every bar has its name"
    known = opened(company.id).ask("csat", by="touchpoint,channel").answer
    values = [v for series in charts[3][0].plots[0].series for v in series.values if v is not None]
    wanted = {round(row.value * 100, 2) for row in known.rows if row.value is not None}
    assert values
    assert set(values) <= wanted
    assert charts[3][0].part.chart_workbook.xlsx_part is not None, "the figures are in the file, to be edited"
    assert deck.slides[0].shapes.title.text_frame.text
