"""The figures of each question against counting in plain Python from the rows that the table feedback has."""

from __future__ import annotations

from collections import Counter
from math import sqrt

import pytest

from clew.stats.nps import nps_counts
from clew.stats.proportion import wilson
from clew.surveys import load_survey
from clew.surveys.results.figures import figures
from clew.surveys.results.returned import returned
from clew.surveys.running import Answer, feedback_rows

from .random_responses import SURVEY, responses


def rows_of(came):
    """All rows of feedback, and per row the response: what the lake would count."""
    found = []
    for one in came:
        answers = dict(one.given)
        answers |= {q.id: Answer() for q in SURVEY.questions if q.id not in answers and q.id == "about"}
        found += [(one, row) for row in feedback_rows(SURVEY, answers, response_id=one.key)]
    return found


@pytest.mark.parametrize("seed", range(5))
def test_every_figure_against_the_rows(seed):
    came = [one for one in responses(seed, 150) if one.is_finished]
    rows = rows_of(came)
    flat = {}
    for figure in figures(SURVEY, came):
        flat |= {each.question: each for each in (figure.rows or (figure,))}
    states = Counter((row["question"].split(".")[0] if _parted(row) else row["question"], row["answer_state"])
                     for _, row in _firsts(rows))  # fmt: skip
    for name, figure in flat.items():
        if figure.kind in {"several", "ranking"}:
            continue
        counted = [states[name, state] for state in ("given", "missing", "not_applicable", "not_asked")]
        assert [figure.given, figure.missing, figure.not_applicable, figure.not_asked] == counted, name
        given = [(one, row) for one, row in rows if row["question"] == name and row["answer_state"] == "given"]
        for bar in figure.bars:
            hits = sum(str(row.get("rating")) == bar.name or row.get("choice") == bar.name for _, row in given)
            assert bar.count == hits
            assert bar.share.value == pytest.approx(hits / len(given))
            assert (bar.share.lo, bar.share.hi) == pytest.approx(wilson(hits, len(given)))


def _parted(row):
    return row["metric"] == "choice" and row["question"].split(".")[0] in {"seen", "order"}


def _firsts(rows):
    seen = set()
    for one, row in rows:
        name = row["question"].split(".")[0] if _parted(row) else row["question"]
        if (one.key, name) not in seen:
            seen.add((one.key, name))
            yield one, row


@pytest.mark.parametrize("seed", range(3))
def test_several_and_ranking_against_the_rows(seed):
    came = [one for one in responses(seed, 120) if one.is_finished]
    rows = rows_of(came)
    by_name = {figure.question: figure for figure in figures(SURVEY, came)}
    seen, order = by_name["seen"], by_name["order"]
    for bar in seen.bars:
        given = [row["choice"] for _, row in rows if row["question"] == f"seen.{bar.name}" and "choice" in row]
        assert (bar.count, bar.share.n) == (given.count("yes"), len(given))
    for option, place in order.scores:
        places = [row["rating"] for _, row in rows if row["question"] == f"order.{option}" and "rating" in row]
        assert (place.n, place.value) == (len(places), pytest.approx(sum(places) / len(places)))


def test_scores_by_their_definitions():
    came = responses(7, 300)
    by_name = {figure.question: figure for figure in figures(SURVEY, came)}
    ratings = [one.given["recommend"].rating for one in came if one.given.get("recommend", Answer(state="missing")).state == "given"]  # noqa: E501  # fmt: skip
    split = (sum(r <= 6 for r in ratings), sum(r in {7, 8} for r in ratings), sum(r >= 9 for r in ratings))
    assert by_name["recommend"].score("nps") == nps_counts(*split)
    satisfied = [o.given["satisfied"].rating for o in came if "satisfied" in o.given and o.given["satisfied"].rating]
    assert by_name["satisfied"].score("satisfied").value == sum(r >= 4 for r in satisfied) / len(satisfied)
    effort = [o.given["effort"].rating for o in came if "effort" in o.given and o.given["effort"].rating]
    assert by_name["effort"].score("easy").value == sum(r <= 2 for r in effort) / len(effort)
    assert by_name["effort"].score("hard").value == sum(r >= 4 for r in effort) / len(effort)
    ease = [o.given["ease"].rating for o in came if "ease" in o.given and o.given["ease"].rating]
    assert by_name["ease"].score("easy").value == sum(r >= 5 for r in ease) / len(ease)
    assert by_name["ease"].score("mean").value == pytest.approx(sum(ease) / len(ease))


def test_weights_change_the_share_and_its_size():
    came = responses(3, 200)
    plain, weighted = (figures(SURVEY, came, weighted=way)[0].score("nps") for way in (False, True))
    given = [(o.weight, o.given["recommend"].rating) for o in came if o.given.get("recommend") and o.given["recommend"].rating is not None]  # noqa: E501  # fmt: skip
    whole = sum(w for w, _ in given)
    score = sum(w * ((r >= 9) - (r <= 6)) for w, r in given) / whole
    assert weighted.value == pytest.approx(score)
    assert weighted.value != pytest.approx(plain.value)
    assert weighted.n_effective == pytest.approx(whole**2 / sum(w * w for w, _ in given))
    assert plain.n_effective is None
    assert weighted.method.endswith("_taylor")


def test_one_customer_who_answers_often_is_one_customer():
    survey = load_survey(
        "{format: 1, id: a, title: A, program: none, pages: [{id: one, questions: [{id: s, type: stars, text: S}]}]}"
    )
    ratings = [3, 3, 2, 2, 3, 3, 4, 4, 3, 3, 3, 3]
    came = [returned(survey, {"s": Answer(rating=r)}, key=str(i), unit=f"c{i // 2}") for i, r in enumerate(ratings)]
    apart = [returned(survey, {"s": Answer(rating=r)}, key=str(i), unit=f"c{i}") for i, r in enumerate(ratings)]
    together, single = (figures(survey, each)[0].score("mean") for each in (came, apart))
    assert together.method == "t_clustered"
    assert single.method == "t"
    assert together.value == single.value == pytest.approx(sum(ratings) / 12)
    assert together.hi - together.lo > sqrt(2) * (single.hi - single.lo)


def test_who_stopped_before_a_question_did_not_leave_it_blank():
    came = responses(5, 400)
    last = figures(SURVEY, came)[-1]
    stopped = sum(not one.is_finished for one in came)
    assert stopped > 20
    place = [page.id for page in SURVEY.pages]
    page = next(page.id for page in SURVEY.pages if any(question.id == last.question for question in page.questions))
    before = place[: place.index(page) + 1]
    assert last.not_reached == sum(one.at in before and last.question not in one.given for one in came)
    assert 0 < last.not_reached < stopped
    assert last.given + last.missing + last.not_applicable + last.not_asked + last.not_reached == len(came)


def test_nothing_came():
    for figure in figures(SURVEY, []):
        assert figure.given == figure.missing == figure.not_asked == figure.not_reached == 0
        assert all(estimate.value is None for _, estimate in figure.scores)


def test_an_answer_clicked_in_an_e_mail_counts_before_its_page_is_sent():
    clicked = returned(SURVEY, {"recommend": Answer(rating=9)}, key="r1")
    assert (clicked.at, clicked.is_answered) == ("scales", True)
    first, second, *_ = figures(SURVEY, [clicked])
    assert (first.given, second.given, second.not_reached) == (1, 0, 1)


def test_a_click_alone_finishes_nothing_even_where_nothing_else_is_asked():
    page = "{id: one, questions: [{id: s, type: stars, text: S}]}"
    survey = load_survey(f"{{format: 1, id: a, title: A, program: none, pages: [{page}]}}")
    clicked = returned(survey, {"s": Answer(rating=4)}, key="r1", is_clicked=True)
    assert (clicked.is_finished, clicked.at, clicked.left) == (False, "one", ())
    assert figures(survey, [clicked])[0].given == 1
    assert returned(survey, {"s": Answer(rating=4)}, key="r1").is_finished


def test_the_last_page_answered_and_not_sent_is_not_left():
    pages = "".join(f"{{id: p{n}, questions: [{{id: q{n}, type: stars, text: S}}]}}, " for n in (1, 2))
    survey = load_survey(f"{{format: 1, id: a, title: A, program: none, pages: [{pages}]}}")
    answers = {"q1": Answer(rating=4), "q2": Answer(rating=2)}
    half = returned(survey, answers, key="r1", is_open=True)
    assert (half.is_finished, half.at, half.left) == (False, "p2", ("p1",))
    assert half.given == returned(survey, answers, key="r1").given
