"""The grid over HTTP: its figures are the library's pooled ones, small groups stay hidden, empty is not hidden."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict

from clew.questions.parse import parse_question
from clew_server.insights.waiting import wait_for_all
from clew_server.lakes.handles import opened

SPAN = {"period": "own", "from": "2026-01-01", "to": "2026-08-31"}
HTMX = {"HX-Request": "true"}
ROLES = ("owner", "analyst", "agent", "viewer")


@pytest.fixture(autouse=True)
def nothing_under_way():
    yield
    wait_for_all()


def query(**given):
    found = QueryDict(mutable=True)
    for name, value in {**SPAN, **given}.items():
        found.setlist(name, value if isinstance(value, list) else [value])
    return found.urlencode()


def cells(client, page, **given):
    """Return the text of each cell by row and column, as it stands on the page."""
    response = client.get(f"{page('touchpoints:grid')}?{query(**given)}", headers=HTMX)
    assert response.status_code == 200, response.content
    shown = response.content.decode()
    head = [plain(each) for each in re.findall(r"<th scope=\"col\">(.*?)</th>", shown, re.DOTALL)]
    found = {}
    for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", shown, re.DOTALL):
        name = plain(re.search(r"<th scope=\"row\">(.*?)</th>", row, re.DOTALL)[1])
        for column, cell in zip(head[1:], re.findall(r"<td.*?</td>", row, re.DOTALL), strict=True):
            found[name, column] = plain(cell)
    return found


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def asked(company, metric="nps", by="touchpoint,channel", where=("program=transactional",), **more):
    question = parse_question(metric, by=by, where=where, start="2026-01-01", end="2026-09-01",
                              zone=opened(company.id).store.settings.zone, **more)  # fmt: skip
    return opened(company.id).grid(question)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_opens_it(client_of, page, company, role):
    assert client_of(role).get(page("touchpoints:touchpoints")).status_code == 200


def test_a_stranger_and_nobody_do_not(as_stranger, client, page):
    assert as_stranger.get(page("touchpoints:touchpoints")).status_code == 404
    assert as_stranger.get(page("touchpoints:grid"), headers=HTMX).status_code == 404
    assert client.get(page("touchpoints:touchpoints")).status_code == 302


def test_the_page_begins_with_the_sentence_of_the_grid_which_the_part_brings_along(as_owner, page):
    part = as_owner.get(f"{page('touchpoints:grid')}?{query()}", headers=HTMX).content.decode()
    said = re.search(r'<h1 id="lead" hx-swap-oob="true">(.+?)</h1>', part)[1]
    whole = as_owner.get(f"{page('touchpoints:touchpoints')}?{query()}").content.decode()
    assert re.findall(r"<h1.*?</h1>", whole) == [f'<h1 id="lead">{said}</h1>']


def test_where_the_address_says_nothing_the_score_with_most_answers_at_places_comes_first(as_owner, page, company):
    whole = as_owner.get(page("touchpoints:touchpoints")).content.decode()
    chosen = re.search(r'<option value="([^"]+)" selected', whole)[1]
    answers = {
        score: sum(row.n for row in opened(company.id).ask(f"{score}.answers", by=["program"]).answer.rows
                   if row.dimensions["program"] != "relationship")
        for score in ("nps", "csat", "ces")
    }  # fmt: skip
    assert chosen.startswith(max(answers, key=answers.__getitem__))


def test_each_cell_is_the_librarys_pooled_figure_with_interval_and_n(as_owner, page, company):
    found = cells(as_owner, page, measure="csat-transactional", by=["touchpoint", "channel"])
    grid = asked(company, "csat", where=())
    told = 0
    for cell in grid.cells:
        text = found[cell.where["touchpoint"] or "not known", cell.where["channel"] or "not known"]
        if cell.is_suppressed:
            assert text == "too few to show"
            continue
        told += 1
        value, lo, hi = (f"{100 * x:.0f}%" for x in (cell.pooled.value, cell.pooled.lo, cell.pooled.hi))
        assert text.startswith(f"{value} {lo} to {hi} · n ")
        assert f"n {cell.own.n:,}" in text
        assert ("pain point" in text) == (cell.standing == "pain")
        assert ("success point" in text) == (cell.standing == "success")
    assert told > 3
    answered = {(c.where["touchpoint"] or "not known", c.where["channel"] or "not known") for c in grid.cells}
    for place, text in found.items():
        if place not in answered:
            assert text == "– no answers"


def test_any_two_dimensions_and_any_poolable_figure_are_chosen_in_the_address(as_owner, page, company):
    found = cells(as_owner, page, measure="promise_kept", by="kind")
    grid = asked(company, "promise_kept", by="kind", where=())
    for cell in grid.cells:
        if not cell.is_suppressed:
            assert found[cell.where["kind"], "Promises kept"].startswith(f"{100 * cell.pooled.value:.0f}% ")
    times = cells(as_owner, page, measure="resolution_time", by=["topic", "channel"])
    assert any("%" in text for text in times.values())


def test_a_filter_in_the_address_narrows_the_grid(as_owner, page, company):
    found = cells(as_owner, page, measure="csat-transactional", by="channel", where="touchpoint=Repair visit")
    assert not found or sum(text != "– no answers" for text in found.values()) > 0


def test_a_viewer_sees_no_cell_that_would_give_a_small_one_away(as_viewer, as_owner, page, company):
    small = {**SPAN, "from": "2026-08-01", "to": "2026-08-14"}
    given = {**small, "measure": "nps-transactional", "by": ["touchpoint", "channel"]}
    seen, whole = cells(as_viewer, page, **given), cells(as_owner, page, **given)
    hidden = {place for place, text in seen.items() if text == "too few to show"}
    assert hidden >= {place for place, text in whole.items() if text == "too few to show"}
    assert hidden, "the span was chosen so that small groups are there"
    for axis in (0, 1):
        for value in {place[axis] for place in hidden}:
            mine = [place for place in seen if place[axis] == value and seen[place] != "– no answers"]
            assert len([place for place in mine if place in hidden]) > 1 or len(mine) == 1


def test_a_choice_that_cannot_be_is_said_and_another_is_shown(as_owner, page, company):
    response = as_owner.get(f"{page('touchpoints:touchpoints')}?{query(measure='happiness', by=['moon'])}")
    assert response.status_code == 200
    text = response.content.decode()
    assert "happiness" in text
    assert "moon" in text


def test_markup_in_an_address_stays_text(as_owner, page, company):
    bad = "<script>alert(1)</script>"
    given = query(measure=bad, by=[bad], where=f"channel={bad}", segment=bad)
    shown = as_owner.get(f"{page('touchpoints:touchpoints')}?{given}").content.decode()
    assert "<script>alert" not in shown


def test_an_empty_workspace_says_what_to_import(as_stranger, page, rival):
    response = as_stranger.get(page("touchpoints:touchpoints", rival.id))
    assert response.status_code == 200
    assert "There is nothing to compare yet" in response.content.decode()


def test_a_span_of_nobody_is_told_so(as_owner, page, company):
    address = f"{page('touchpoints:grid')}?{query(**{'from': '2001-01-01', 'to': '2001-01-02'})}"
    assert "Nobody answered in this span" in as_owner.get(address, headers=HTMX).content.decode()


@pytest.mark.parametrize("language", ["pl", "ro", "ru"])
def test_it_speaks_the_readers_language(as_viewer, page, company, language):
    as_viewer.cookies["clew_language"] = language
    shown = as_viewer.get(f"{page('touchpoints:grid')}?{query()}", headers=HTMX).content.decode()
    for english in ("Figures are pooled", "not known", "no answers", "too few", "beside the others"):
        assert english not in shown
