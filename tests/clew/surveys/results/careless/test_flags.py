"""Planted careless answers among honest ones are flagged with the reason, and each check says when it is off."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest

from clew.surveys import load_survey
from clew.surveys.results.careless import coming
from clew.surveys.results.careless.flags import look
from clew.surveys.results.careless.items import blocks, items, matrices
from clew.surveys.results.careless.report import Flag, is_doubtful
from clew.surveys.results.returned import returned
from clew.surveys.running import Answer

MATRIX = "{{id: {name}, type: matrix, min: 1, max: 5, low: a, high: b, text: T, rows: [{rows}]}}"
NAMES = ("first", "second", "third")
SURVEY = load_survey(
    "{format: 1, id: long, title: Long, program: none, pages: ["
    + ", ".join(
        f"{{id: p{name}, questions: ["
        + MATRIX.format(name=name, rows=", ".join(f"{{id: r{at}, text: R{at}}}" for at in range(4)))
        + "]}"
        for name in NAMES
    )
    + ", {id: close, questions: [{id: why, type: long_text, text: Why?}]}]}"
)
SHORT = load_survey(
    "{format: 1, id: short, title: S, program: none, pages: [{id: one, questions: [{id: s, type: nps, text: ?}]}]}"
    .replace("text: ?", "text: Why")
)  # fmt: skip
START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def one_of(key, ratings, words="", *, took=30.0, at=0, **more):
    """A response with twelve ratings, four to each matrix."""
    parts = {
        name: Answer(rows={f"r{i}": Answer(rating=ratings[4 * n + i]) for i in range(4)})
        for n, name in enumerate(NAMES)
    }
    answers = {**parts, "why": Answer(words=words) if words else Answer(state="missing")}
    seconds, began = dict.fromkeys(("pfirst", "psecond", "pthird", "close"), took / 4), START + timedelta(minutes=at)
    return returned(
        SURVEY, answers, key=key, seconds=seconds, began_at=began, is_public=True, **{"way": "w", **more}
    )  # fmt: skip


def honest(count=80, seed=1):
    """People whose answers to one thing go together, each in their own time."""
    rng = random.Random(seed)  # noqa: S311
    found = []
    for at in range(count):
        levels = [rng.uniform(1.5, 4.5) for _ in NAMES]
        ratings = [min(5, max(1, round(level + rng.gauss(0, 0.8)))) for level in levels for _ in range(4)]
        found.append(one_of(f"h{at}", ratings, f"Words of number {at}", took=rng.uniform(20, 60), at=17 * at))
    return found


def checks(looked, key):
    return {flag.check for flag in looked.flags.get(key, ())}


def state(looked, name):
    return next(check for check in looked.checks if check.name == name)


def test_what_a_survey_offers_to_look_at():
    assert len(items(SURVEY)) == 12
    assert [len(block) for block in blocks(SURVEY)] == [12]
    assert [len(rows) for rows in matrices(SURVEY)] == [4, 4, 4]


def test_honest_people_are_let_be():
    looked = look({1: SURVEY}, honest(200))
    assert len(looked.doubtful) <= 2
    assert all(not check.off for check in looked.checks), looked.checks


def test_a_straight_line_is_seen_and_alone_not_enough():
    looked = look({1: SURVEY}, [*honest(), one_of("line", [4] * 12, at=9999)])
    assert {"longstring", "spread"} <= checks(looked, "line")
    assert looked.flags["line"][0] == Flag("longstring", 12, 10)
    assert is_doubtful((Flag("longstring"), Flag("spread"))) is False


def test_nine_in_a_row_of_twelve_are_no_straight_line():
    looked = look({1: SURVEY}, [*honest(), one_of("nine", [4] * 9 + [3, 5, 2], at=9999)])
    assert "longstring" not in checks(looked, "nine")


def test_answers_that_contradict_themselves():
    looked = look({1: SURVEY}, [*honest(), one_of("zigzag", [1, 5, 1, 5, 2, 3, 2, 3, 5, 1, 5, 1], at=9999)])
    assert {"even_odd", "mahalanobis"} <= checks(looked, "zigzag")
    assert "zigzag" in looked.doubtful


def test_quicker_than_a_third_of_the_median():
    looked = look({1: SURVEY}, [*honest(), one_of("quick", [2, 3, 4, 3, 2, 3, 4, 3, 2, 3, 4, 4], took=9, at=9999)])
    assert checks(looked, "quick") == {"speed"}
    assert "quick" in looked.doubtful
    slow = look({1: SURVEY}, [*honest(), one_of("slow", [2, 3, 4, 3, 2, 3, 4, 3, 2, 3, 4, 4], took=18, at=9999)])
    assert checks(slow, "slow") == set()


def test_the_same_long_words_of_two_customers():
    words = "Great product, highly recommended to everybody!"
    mixed = [2, 3, 4, 3, 3, 4, 3, 2, 4, 3, 4, 4]
    pair = [
        one_of("a", mixed, words, at=500, unit="1"),
        one_of("b", mixed[::-1], words.upper() + " ", at=900, unit="2"),
    ]
    looked = look({1: SURVEY}, [*honest(), *pair])
    assert checks(looked, "a") == checks(looked, "b") == {"same_words"}
    again = [replace(one, unit="1") for one in pair]
    assert "same_words" not in checks(look({1: SURVEY}, [*honest(), *again]), "a")
    short = [one_of("a", mixed, "All fine.", at=500), one_of("b", mixed, "All fine.", at=900)]
    assert "same_words" not in checks(look({1: SURVEY}, [*honest(), *short]), "a")


def test_three_copies_within_minutes():
    same = [2, 3, 4, 3, 3, 4, 3, 2, 4, 3, 4, 4]
    near = look({1: SURVEY}, [*honest(), *(one_of(f"c{at}", same, at=5000 + 4 * at) for at in range(3))])
    assert all("copies" in checks(near, f"c{at}") for at in range(3))
    far = look({1: SURVEY}, [*honest(), *(one_of(f"c{at}", same, at=5000 + 40 * at) for at in range(3))])
    assert not any("copies" in checks(far, f"c{at}") for at in range(3))
    two = look({1: SURVEY}, [*honest(), *(one_of(f"c{at}", same, at=5000 + 4 * at) for at in range(2))])
    assert "copies" not in checks(two, "c0")


def test_a_rating_of_nothing_is_an_answer_that_is_copied():
    questions = ", ".join(f"{{id: q{at}, type: nps, text: Recommend?}}" for at in range(6))
    survey = load_survey(
        f"{{format: 1, id: six, title: S, program: none, pages: [{{id: one, questions: [{questions}]}}]}}"
    )
    answers = {f"q{at}": Answer(rating=0) for at in range(6)}
    bots = [returned(survey, answers, key=f"b{at}", began_at=START + timedelta(minutes=at)) for at in range(3)]
    assert all("copies" in checks(look({1: survey}, bots), one.key) for one in bots)


def test_a_part_of_the_responses_has_the_flags_it_has_among_all():
    same = [2, 3, 4, 3, 3, 4, 3, 2, 4, 3, 4, 4]
    copies = [one_of(f"c{at}", same, at=5000 + at, version=2) for at in range(4)]
    came = [*honest(), *copies, one_of("bot", [3, 4] * 6, at=9999, flags=("honeypot",), version=2)]
    looked = look({1: SURVEY, 2: SURVEY}, came)
    some = looked.among([one for one in came if one.key in {"c1", "c3", "bot"}])
    assert set(some.flags) == {"c1", "c3", "bot"}
    assert all(some.flags[key] == looked.flags[key] for key in some.flags)
    assert (state(looked, "copies").flagged, state(some, "copies").flagged) == (4, 2)
    assert {check.version for check in some.checks} == {0, 2}
    assert looked.among(came) == looked
    assert looked.among([]).doubtful == frozenset()


def test_a_burst_on_a_public_way():
    rng = random.Random(9)  # noqa: S311
    many = [one_of(f"b{at}", [rng.randint(1, 5) for _ in range(12)], at=7000) for at in range(25)]
    assert "burst" in checks(look({1: SURVEY}, [*honest(), *many]), "b3")
    invited = [replace(one, is_public=False) for one in many]
    assert "burst" not in checks(look({1: SURVEY}, [*honest(), *invited]), "b3")
    assert "burst" not in checks(look({1: SURVEY}, [*honest(), *many[:19]]), "b3")


def test_the_usual_minute_is_worked_out_once_a_way(monkeypatch):
    """Of each way by itself; over a year of minutes, once for each of them would be hours."""
    medians = []
    monkeypatch.setattr(coming, "median", lambda counts: medians.append(sorted(counts)) or median(counts))
    busy = [one_of(f"b{at}", [3] * 12, at=60 * (at // 9), way="busy") for at in range(180)]
    calm = [one_of(f"c{at}", [3] * 12, at=60 * at, way="calm") for at in range(40)]
    many = [one_of(f"m{at}", [3] * 12, at=9000, way=way) for way in ("busy", "calm") for at in range(30)]
    check, found = coming.burst([replace(one, key=f"{one.way}{one.key}") for one in (*busy, *calm, *many)])
    assert medians == [[9] * 20 + [30], [1] * 40 + [30]]
    assert {key[:4] for key in found} == {"calm"}
    assert check.flagged == 30


@pytest.mark.parametrize("name", ["honeypot", "clicks"])
def test_what_was_seen_while_it_came_in(name):
    looked = look({1: SURVEY}, [*honest(), one_of("bot", [3, 4] * 6, at=9999, flags=(name, "by_hand"))])
    assert name in checks(looked, "bot")
    assert "bot" in looked.doubtful
    assert state(looked, name).flagged == 1


def test_a_short_survey_says_which_checks_are_off_and_why():
    came = [returned(SHORT, {"s": Answer(rating=9)}, key=f"r{at}") for at in range(60)]
    looked = look({1: SHORT}, came)
    assert {(c.name, c.off) for c in looked.checks if c.off} == {
        ("longstring", "items"), ("spread", "items"), ("even_odd", "matrices"), ("mahalanobis", "items"),
        ("speed", "times"), ("copies", "hours"), ("burst", "public"),
    }  # fmt: skip
    assert (state(looked, "longstring").needs, state(looked, "longstring").has) == (4, 1)
    assert looked.doubtful == frozenset()


def test_too_few_responses_are_not_compared():
    looked = look({1: SURVEY}, honest(12))
    assert {(c.name, c.off, c.needs, c.has) for c in looked.checks if c.off} == {
        ("spread", "responses", 20, 12), ("mahalanobis", "responses", 60, 12),
    }  # fmt: skip


def test_all_alike_has_no_distance():
    looked = look({1: SURVEY}, [one_of(f"a{at}", [3] * 12, at=99 * at) for at in range(70)])
    assert state(looked, "mahalanobis").off == "alike"


def test_hours_are_too_rough_for_times_of_day():
    came = [replace(one, is_rough=True) for one in honest()]
    looked = look({1: SURVEY}, came)
    assert {c.name for c in looked.checks if c.off == "hours"} == {"copies", "burst"}


def test_versions_are_looked_at_apart():
    came = honest(50) + [replace(one, key=f"x{one.key}", version=2) for one in honest(5, seed=2)]
    looked = look({1: SURVEY, 2: SURVEY}, came)
    assert {(c.version, c.off) for c in looked.checks if c.name == "spread"} == {(1, ""), (2, "responses")}
