"""A page is left backwards: what was typed on it is kept, and no page is taken for sent that was not."""

from __future__ import annotations

import pytest
from tests.clew_server.surveys.answering.pages.reading import read

from clew_server.surveys.answering.rendered import UNSAVED
from clew_server.surveys.answering.storing import saving
from clew_server.surveys.links import personal_token
from clew_server.surveys.models import Response

pytestmark = pytest.mark.django_db

TEXT = """
format: 1
id: back
title: {en: Back, pl: Wstecz}
program: none
languages: [en, pl]
pages:
  - id: one
    questions:
      - {id: score, type: nps, text: {en: How likely?, pl: Jak bardzo?}, required: true}
  - id: two
    questions:
      - {id: why, type: long_text, max_length: 20, text: {en: Why?, pl: Dlaczego?}}
      - {id: stars, type: stars, required: true, text: {en: Stars?, pl: Gwiazdki?}}
      - {id: hint, type: statement, text: {en: Nearly done., pl: Prawie koniec.}}
  - id: three
    questions:
      - {id: more, type: short_text, text: {en: More?, pl: Co jeszcze?}}
      - id: liked
        type: multiple
        at_least: 2
        text: {en: Liked?, pl: Co dobrego?}
        options: [{id: fast, text: {en: Fast, pl: Szybko}}, {id: kind, text: {en: Kind, pl: Miło}}]
"""
ASKED = {"one": "score", "two": "why,stars,hint", "three": "more,liked"}
BACK = {"back": "1"}
PARTS = """
format: 1
id: parts
title: Parts
program: none
pages:
  - {id: one, questions: [{id: score, type: nps, text: How likely?}]}
  - id: two
    questions:
      - id: seen
        type: matrix
        required: true
        min: 1
        max: 5
        measures: csat
        text: Seen?
        rows: [{id: place, text: Place}, {id: team, text: Team}]
      - id: order
        type: ranking
        required: true
        text: In which order?
        options: [{id: a, text: A}, {id: b, text: B}, {id: c, text: C}]
      - id: liked
        type: multiple
        required: true
        at_least: 2
        text: Liked?
        options: [{id: fast, text: Fast}, {id: kind, text: Kind}]
  - {id: three, questions: [{id: more, type: short_text, text: More?}]}
"""
WHOLE = {
    "q.seen.place": ["5"], "q.seen.team": ["5"],
    "q.order.a": ["1"], "q.order.b": ["2"], "q.order.c": ["3"],
    "q.liked": ["fast", "kind"],
}  # fmt: skip
#: By question: what is given of it that is no answer yet, and what is said of that.
HALVES = {
    "seen": ({"q.seen.team": ["4"]}, "Please answer this question."),
    "order": ({"q.order.c": ["1"], "q.order.a": ["2"]}, "Please give places from 1 to 3."),
    "liked": ({"q.liked": ["kind"]}, "Please choose at least 2."),
}


@pytest.fixture
def first(published, way, visit):
    return visit(f"/s/{way(published(TEXT)).slug}?frame=1")


@pytest.fixture
def post(visit, send):
    """Send a page at its address, with the answers that it shows; where that leads."""

    def sent(address: str, **said: str):
        page = visit(address)
        name = address.partition("?")[0].rpartition("/")[2]
        form = {f"q.{key}": value for key, value in said.items() if key not in {"back", "lang"}}
        form |= {key: said[key] for key in ("back", "lang") if key in said}
        return send(page.action, {"asked": ASKED.get(name, "score"), "seed": page.field("seed"), **form})

    return sent


@pytest.fixture
def two(first, send) -> str:
    """The address of the second page."""
    form = {"asked": "score", "q.score": "7", "seed": first.field("seed")}
    return send(first.action, form).leads_to


def other(address: str, page: str) -> str:
    path, _, query = address.partition("?")
    return f"{path.rpartition('/')[0]}/{page}?{query}"


def given(page, name: str) -> dict[str, list[str]]:
    """What the form of a page would send of a question."""
    found = {field: [one for one in values if one] for field, values in read(page.body).sent.items()}
    return {field: values for field, values in found.items() if values and f"{field}.".startswith(f"q.{name}.")}


def test_what_was_typed_is_there_when_one_comes_back(two, visit, post, rows, first):
    sent = post(two, **BACK, why="It rains", stars="2")
    assert sent.leads_to == other(two, "one")
    assert 'value="7" id="f-score-7" checked' in visit(sent.leads_to).text
    again = post(sent.leads_to, score="6")
    assert again.leads_to == two
    page = visit(two)
    assert "\nIt rains</textarea>" in page.text
    assert 'value="2" id="f-stars-1" checked' in page.text
    assert Response.objects.get().state == "started"
    assert rows(first.response_id)["why"]["complete"] is False


def test_what_is_not_done_yet_keeps_nobody_from_going_back_and_is_no_answer(two, visit, post, rows, first):
    assert post(two, **BACK, why="It rains").leads_to == other(two, "one")  # the stars are still to come
    assert set(Response.objects.get().answers) == {"score", "why"}
    found = rows(first.response_id)
    assert (found["why"]["verbatim"], found["stars"]["answer_state"]) == ("It rains", "not_asked")
    assert visit(other(two, "three")).leads_to == two
    assert post(other(two, "one"), score="7").leads_to == two
    assert post(two, why="It rains").status == 422


def test_what_cannot_be_kept_is_told_so_before_it_would_be_lost(two, post):
    again = post(two, **BACK, why="It rains all day long, and more", stars="2")
    assert again.status == 422
    assert "It rains all day long, and more" in again.text
    assert 'id="wrong"' in again.text
    assert Response.objects.get().answers["stars"] == {"rating": 2}


def test_what_cannot_be_saved_is_shown_instead_of_the_page_before(two, post, monkeypatch, caplog):
    with monkeypatch.context() as broken:
        broken.setattr(saving, "acknowledge_own", None)
        page = post(two, **BACK, why="It rains")
    assert (page.status, UNSAVED["en"] in page.text, "It rains" in page.text) == (503, True, True)
    assert "could not be saved" in caplog.text
    post(two, why="It rains", stars="2")
    with monkeypatch.context() as broken:
        broken.setattr(saving, "acknowledge_own", None)
        page = post(two, **BACK, why="It snows")  # the stars were taken away, and do not come back
    assert (page.status, "It snows" in page.text, given(page, "stars")) == (503, True, {})


@pytest.fixture
def parts(published, way, visit, send):
    """Send the second page of a survey, whose questions are answered by parts."""
    first = visit(f"/s/{way(published(PARTS)).slug}")
    two = send(first.action, {"asked": "score", "q.score": "7", "seed": first.field("seed")}).leads_to

    def sent(form: dict[str, list[str]], **how: str):
        return send(two, {"asked": "seen,order,liked", **form, **how})

    sent.address = two
    return sent


@pytest.mark.parametrize("is_kept", [False, True])
@pytest.mark.parametrize("name", HALVES)
def test_half_an_answer_is_not_lost_by_going_back_nor_is_an_older_one_taken_for_it(name, is_kept, parts, visit):
    half, told = HALVES[name]
    if is_kept:
        assert parts(WHOLE).leads_to.endswith("/three")
    kept = Response.objects.get().answers.get(name)
    assert (kept is not None) == is_kept
    again = parts(half, **BACK)
    assert (again.status, given(again, name)) == (422, half)
    assert again.text.count(told) == 2, "at the top and at the question; what is blank is not complained of"
    assert Response.objects.get().answers.get(name) == kept
    for other_one in HALVES.keys() - {name}:
        assert given(again, other_one) == {}, "left blank, and shown so"
    done = {field: values for field, values in WHOLE.items() if field.startswith(f"q.{name}")}
    assert parts(done, **BACK).leads_to.endswith("/one")
    assert given(visit(parts.address), name) == done


@pytest.mark.parametrize("is_kept", [False, True])
def test_what_is_blank_or_was_taken_away_keeps_nobody_from_going_back(is_kept, parts, visit):
    if is_kept:
        parts(WHOLE)
    blank = {"q.seen.team": [""], "q.order.a": ["", " "], "q.liked": []}
    assert parts(blank, **BACK).leads_to.endswith("/one")
    assert Response.objects.get().answers.keys() == ({"score", "seen", "order", "liked"} if is_kept else {"score"})


def test_good_answers_beside_half_a_one_are_saved_though_the_page_stays(parts):
    assert parts(WHOLE | {"q.seen.team": []}, **BACK).status == 422
    assert Response.objects.get().answers.keys() == {"score", "order", "liked"}


def test_the_seconds_of_a_page_that_is_left_backwards_count(two, visit, send):
    page = visit(two)
    send(page.action, {"asked": ASKED["two"], "began": page.field("began"), **BACK})
    assert set(Response.objects.get().seconds) == {"two"}


def test_a_page_that_was_left_before_keeps_what_it_says_now(two, visit, post):
    three = post(two, why="It rains", stars="2").leads_to
    assert post(three, **BACK, more="Snow").leads_to == two
    assert post(two, **BACK, why="", stars="3").leads_to == other(two, "one")
    assert Response.objects.get().answers["why"] == {"state": "missing"}
    assert post(other(two, "one"), score="1").leads_to == two
    assert post(two, why="Sun", stars="3").leads_to == three
    assert 'value="Snow"' in visit(three).text
    assert post(three, more="Snow").leads_to == other(two, "done")


@pytest.mark.parametrize("how", [BACK, {"lang": "pl"}])
def test_a_last_page_that_was_not_sent_does_not_finish_by_an_earlier_one(how, two, visit, post, rows, first):
    three = post(two, why="It rains", stars="2").leads_to
    assert post(three, **how, more="Snow").status == (303 if how == BACK else 200)
    assert post(other(two, "one"), score="3").leads_to == two
    assert (Response.objects.get().state, rows(first.response_id)["more"]["complete"]) == ("started", False)
    assert visit(other(two, "done")).leads_to == three  # nobody is thanked yet
    assert post(two, why="Sun", stars="4").leads_to == three
    assert post(three, more="Hail").leads_to == other(two, "done")
    kept = Response.objects.get()
    assert (kept.state, kept.answers["more"], kept.answers["score"]) == ("finished", {"words": "Hail"}, {"rating": 3})
    assert rows(first.response_id)["more"]["complete"] is True


def test_there_is_nothing_before_the_first_page(first, send, visit):
    assert 'name="back"' not in first.text
    form = {"asked": "score", "q.score": "7", "seed": first.field("seed"), **BACK}
    assert send(first.action, form).leads_to.endswith("/two?frame=1")
    assert 'name="back"' in visit(send(first.action, form).leads_to).text


def test_the_first_page_of_an_anonymous_link_is_saved_whole_or_not_at_all(published, mail, ask, visit, send):
    address = f"/s/{personal_token(ask(mail(published(TEXT, is_anonymous=True))).id)}"
    first = visit(address)
    assert send(first.action, {"asked": "score", "seed": first.field("seed"), **BACK}).status == 422
    assert not Response.objects.exists()
    two = send(first.action, {"asked": "score", "q.score": "7", "seed": first.field("seed")}).leads_to
    assert send(two, {"asked": ASKED["two"], "q.why": "It rains", **BACK}).leads_to.endswith("/one")
    assert Response.objects.get().answers["why"] == {"words": "It rains"}
