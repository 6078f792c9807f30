"""The questions page over HTTP: numbers are the library's, rows those of `clew rows`, each role sees what it may."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import openpyxl
import pytest

import clew
from clew_server.insights.questions.models import SavedQuestion
from clew_server.lakes.handles import opened

ALL = "period=all&wait=1"


@pytest.fixture
def library(company) -> clew.Workspace:
    return opened(company.id)


@pytest.fixture
def ask(as_owner, page):
    def asked(query: str, client=as_owner, route="questions:questions", **arguments):
        return client.get(f"{page(route, **arguments)}?{query}")

    return asked


def _links(response):
    return [unescape(found) for found in re.findall(r'href="([^"]*/questions/rows/[^"]*)"', response.content.decode())]


def test_the_page_shows_the_librarys_numbers(ask, library):
    response = ask(f"metric=csat&by=channel&{ALL}")
    known = library.ask("csat", by="channel").answer
    assert response.status_code == 200
    rows = response.context["found"].answer.rows
    hidden = response.context["found"].hidden
    assert len(rows) == len(known.rows)
    for mine, theirs in zip(rows, known.rows, strict=True):
        assert mine == theirs or (*mine.dimensions.values(), None) in hidden


def test_downloaded_numbers_are_the_librarys(ask, library):
    known = library.ask("resolution_time.median", by="topic").answer
    query = f"metric=resolution_time&statistic=median&by=topic&{ALL}"
    document = json.loads(ask(query, route="questions:download", form="json").content)
    assert [row["value"] for row in document["rows"]] == [row.value for row in known.rows]
    lines = list(
        csv.reader(io.StringIO(ask(query, route="questions:download", form="csv").content.decode("utf-8-sig")))
    )
    values = [float(line[1]) if line[1] else None for line in lines[1:]]
    assert values == [row.value for row in known.rows]
    book = openpyxl.load_workbook(io.BytesIO(ask(query, route="questions:download", form="xlsx").content))
    figures = [line[1] for line in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    assert figures == pytest.approx([row.value for row in known.rows])
    notes = {line[0]: line[1] for line in book.worksheets[1].iter_rows(values_only=True)}
    assert notes["Unit"] == "seconds"
    assert known.population in notes.values()


def test_a_figure_opens_the_rows_of_clew_rows(ask, library, as_owner):
    response = ask(f"metric=resolution_time&by=topic&every=month&{ALL}")
    links = _links(response)
    assert links
    lines = [line for line in response.context["shown"].lines if line.link]
    opened_page = as_owner.get(unescape(links[0]))
    topic, period = lines[0].labels[0], parse_qs(urlsplit(unescape(links[0])).query)["at"][0]
    year, month = map(int, period.split("-"))
    end = f"{year + month // 12}-{month % 12 + 1:02}-01"
    theirs = library.ask("resolution_time", where=[f"topic={topic}"], start=f"{period}-01", end=end).rows(51)
    shown = [line[opened_page.context["heads"].index("journal_ref")]["text"] for line in opened_page.context["lines"]]
    assert shown == [row["journal_ref"] for row in theirs[:50]]
    assert opened_page.context["n"] == lines[0].n


def test_rows_turn_pages_and_choose_columns(ask, library):
    query = f"metric=resolution_time&{ALL}"
    first, second = (ask(f"{query}&page={n}&column=ticket_id", route="questions:rows") for n in (1, 2))
    ids = [line[0]["text"] for response in (first, second) for line in response.context["lines"]]
    assert ids == [row["ticket_id"] for row in library.ask("resolution_time").rows(100)]


def test_wrong_values_are_said_beside_their_field_and_nothing_is_lost(ask):
    response = ask(f"metric=csat&statistic=nonsense&set.boxes=two&by=chanel&where=colour%3Dred&every=week&{ALL}")
    errors = response.context["form"].errors
    assert "nonsense" in errors["statistic"]
    assert "satisfied" in errors["statistic"]
    assert "two" in errors["set.boxes"]
    assert "chanel" in errors["by"]
    assert "channel" in errors["by"]
    assert "colour" in errors["where"]
    text = response.content.decode()
    assert response.status_code == 200
    assert 'value="two"' in text
    assert 'value="colour=red"' in text
    assert '<option value="week" selected>' in text


def test_three_fields_become_a_filter_in_the_address(ask):
    response = ask("metric=nps&field=channel&operator=%3D&value=web&wait=1")
    assert response.status_code == 302
    assert "where=channel%3Dweb" in response["Location"]
    assert "field=" not in response["Location"]


def test_values_are_offered_with_counts(ask):
    response = ask("metric=nps&field=channel", route="questions:values")
    assert [value for value, _, _ in response.context["values"]]
    assert 'type="checkbox" name="where" value="channel=' in response.content.decode()


def test_a_comparison_has_its_verdict(ask, library):
    end = library.ask("csat", every="month").answer.rows[-2].period
    response = ask(f"metric=csat&every=month&compare=previous&where=kind%3Dsurvey&{ALL}")
    assert end
    assert any(line.verdict for line in response.context["shown"].lines)
    assert re.search(r"beyond chance|no change shown|cannot tell", response.content.decode())


def test_working_time_without_a_calendar_is_explained_beside_the_form(ask):
    response = ask(f"metric=resolution_time&set.time=working&{ALL}")
    assert response.status_code == 200
    assert response.context["error"] or response.context["shown"].lines


def test_a_chart_is_drawn_inside_the_page_and_as_files(ask):
    query = f"metric=resolution_time&by=topic&{ALL}"
    text = ask(query, route="questions:chart").content.decode()
    drawn = json.loads(unescape(text.split('data-document="')[1].split('"')[0]))
    assert drawn["spec"]["layer"]
    assert "Time to resolution" in json.dumps(drawn["spec"])
    picture = ask(f"{query}&form=svg", route="questions:chart")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
    assert ask(query, route="questions:download", form="png").content.startswith(b"\x89PNG")
    assert b"<svg" in ask(query, route="questions:download", form="svg").content


def test_a_long_question_shows_its_shape_first(ask, monkeypatch):
    monkeypatch.setattr("clew_server.insights.questions.views.asking.PATIENCE", 0.0)
    shape = ask("metric=ces&statistic=distribution&by=touchpoint,channel&period=all&every=day&level=0.8")
    assert shape.context["is_waiting"] or shape.context["found"]
    if shape.context["is_waiting"]:
        assert 'hx-trigger="load"' in shape.content.decode()
        assert ask(shape.context["again"]).context["found"]


# who may ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "route", "arguments", "status"),
    [
        ("owner", "questions:rows", {}, 200), ("analyst", "questions:rows", {}, 200),
        ("agent", "questions:rows", {}, 200),
        ("viewer", "questions:rows", {}, 403), ("stranger", "questions:rows", {}, 404),
        ("analyst", "questions:download", {"form": "csv"}, 200), ("agent", "questions:download", {"form": "csv"}, 403),
        ("viewer", "questions:download", {"form": "csv"}, 403),
        ("stranger", "questions:download", {"form": "csv"}, 404),
        ("viewer", "questions:questions", {}, 200), ("stranger", "questions:questions", {}, 404),
        ("viewer", "questions:saved", {}, 200), ("stranger", "questions:saved", {}, 404),
    ],
)  # fmt: skip
def test_roles(client_of, ask, role, route, arguments, status):
    assert ask(f"metric=csat&by=channel&{ALL}", client=client_of(role), route=route, **arguments).status_code == status


def test_a_viewer_sees_no_links_to_rows_and_no_downloads(ask, as_viewer):
    text = ask(f"metric=csat&by=channel&{ALL}", client=as_viewer).content.decode()
    assert "/questions/rows/" not in text
    assert "/questions/download/" not in text


@pytest.mark.parametrize("field", ["customer_id", "verbatim", "traits.taryfa", "employee"])
def test_a_viewer_cannot_ask_by_what_singles_out_a_person(ask, as_viewer, field):
    by = ask(f"metric=csat&by={field}&{ALL}", client=as_viewer)
    where = ask(f"metric=csat&where={field}%3Dx&{ALL}", client=as_viewer)
    for response in (by, where):
        assert "single out a person" in response.context["error"]
        assert "found" not in response.context
    values = ask(f"metric=csat&field={field}", client=as_viewer, route="questions:values")
    assert "values" not in values.context


def test_a_viewer_cannot_work_out_a_small_group(ask, as_viewer, as_owner):
    query = f"metric=csat&by=touchpoint&by=channel&every=month&{ALL}"
    owners, viewers = ask(query, client=as_owner).context["found"], ask(query, client=as_viewer).context["found"]
    small = [row for row in owners.answer.rows if 0 < row.n < 5]
    assert small, "the company has small groups in this table"
    assert viewers.is_strict
    assert len(viewers.hidden) > len(small)
    by_place = {(*row.dimensions.values(), row.period): row for row in viewers.answer.rows}
    for row in small:
        mine = by_place[(*row.dimensions.values(), row.period)]
        assert (mine.value, mine.lo, mine.n, mine.missing) == (None, None, 0, 0)


def test_what_a_filter_leaves_out_is_no_small_group_either(ask, as_viewer, library):
    rows = library.ask("csat", by="touchpoint,channel", every="month").answer.rows
    small = next(row for row in rows if 0 < row.n < 5 and row.dimensions["touchpoint"] and row.dimensions["channel"])
    where = f"where=touchpoint%3D{small.dimensions['touchpoint']}&where=channel!%3D{small.dimensions['channel']}"
    first = f"{small.period}-01"
    response = ask(f"metric=csat&period=own&from={first}&to={small.period}-28&{where}&wait=1", client=as_viewer)
    found = response.context["found"]
    assert all(row.value is None for row in found.answer.rows) or not found.answer.rows


# saved --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(as_analyst, page):
    def keep(name="Satisfied by channel", query="metric=csat&by=channel&period=all", client=as_analyst, **more):
        assert client.post(page("questions:save"), {"name": name, "query": query, **more}).status_code == 302
        return SavedQuestion.objects.latest("created_at")

    return keep


def test_a_saved_question_asks_the_same_again(kept, as_analyst, page):
    question = kept()
    response = as_analyst.get(page("questions:kept", question_id=question.id), follow=True)
    assert response.context["query"].by == ("channel",)
    assert response.context["saved"]["question"] == question


def test_own_questions_are_ones_own_until_shared(kept, as_analyst, as_viewer, as_owner, page):
    question = kept()
    address = page("questions:kept", question_id=question.id)
    assert as_viewer.get(address).status_code == 404
    as_analyst.post(page("questions:change", question_id=question.id), {"shared": "yes"})
    assert as_viewer.get(address).status_code == 302
    assert "Satisfied by channel" in as_viewer.get(page("questions:saved")).content.decode()
    assert as_viewer.post(page("questions:delete", question_id=question.id)).status_code == 403


def test_deleted_is_undone(kept, as_analyst, page):
    question = kept()
    gone = as_analyst.post(page("questions:delete", question_id=question.id), follow=True)
    assert page("questions:restore", question_id=question.id) in gone.content.decode()
    assert as_analyst.get(page("questions:kept", question_id=question.id)).status_code == 404
    as_analyst.post(page("questions:restore", question_id=question.id))
    assert as_analyst.get(page("questions:kept", question_id=question.id)).status_code == 302


def test_renamed(kept, as_analyst, page):
    question = kept()
    as_analyst.post(page("questions:change", question_id=question.id), {"name": "  Another\n name "})
    question.refresh_from_db()
    assert question.name == "Another name"


@pytest.mark.parametrize("route", ["questions:kept", "questions:change", "questions:delete", "questions:restore"])
def test_another_workspaces_question_does_not_exist(kept, as_owner, client_of, rival, page, route):
    question = kept(shared="yes")
    stranger = client_of("stranger")
    theirs = page(route, workspace_id=rival.id, question_id=question.id)
    call = stranger.get if route == "questions:kept" else stranger.post
    assert call(theirs).status_code == 404
    nothing = page(route, question_id=uuid4())
    assert (as_owner.get if route == "questions:kept" else as_owner.post)(nothing).status_code == 404


def test_names_are_text_everywhere(kept, as_analyst, page):
    kept(name='<script>alert("x")</script>')
    text = as_analyst.get(page("questions:saved")).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
