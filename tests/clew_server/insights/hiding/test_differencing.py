"""A viewer who asks much and subtracts: of whom figures are is worked out by a solver of the test's own, from the rows.

Every figure a viewer is shown is a set of answers. The solver knows the sets, which no viewer does, and looks at every
pair and every triple of them: none may add up to something that concerns somebody, yet fewer than k.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import timedelta
from math import comb

import numpy as np
import pytest
from tests.clew_server.insights.hiding.companies import CHANNELS, COUNTRIES, DAYS, FIRST, Company, K, answers

from clew.questions.parse import parse_question
from clew_server.insights.hiding import showing
from clew_server.insights.hiding.models import Region, ShownAnswer

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(data, tmp_path):
    assert data.exists()
    return Company(tmp_path)


def derived(sets, size):
    """Return the pairs and triples of sets that leave fewer than k and somebody: from every sum and difference."""
    table = np.zeros((len(sets), size), dtype=np.int32)
    for at, rows in enumerate(sets):
        table[at, list(rows)] = 1
    own = table.sum(1)
    both = table @ table.T
    pairs = own[:, None] + own[None, :] - 2 * both
    found = [(int(a), int(b)) for a, b in np.argwhere((pairs > 0) & (pairs < K)) if a < b]
    for c in range(len(sets)):
        crossed = own[c] + own[:, None] + own[None, :] - 2 * both[c][:, None] - 2 * both[c][None, :] + 2 * both
        less = own[c] + own[:, None] + own[None, :] - 2 * both[c][:, None] + 2 * both[c][None, :] - 2 * both
        for norms, signs in ((crossed, (-1, -1)), (less, (-1, 1))):
            for a, b in np.argwhere((norms > 0) & (norms <= 4 * (K - 1))):
                left = table[c] + signs[0] * table[a] + signs[1] * table[b]
                if 0 < np.count_nonzero(left) < K:
                    found.append((c, int(a), int(b)))
    return found


def _questions(seed, count):
    draw = random.Random(seed)  # noqa: S311 - a test's draws
    for _ in range(count):
        words = {}
        where = []
        if draw.random() < 0.6:
            where += [f"channel{draw.choice(('=', '!='))}{name}" for name in draw.sample(CHANNELS, draw.randint(1, 2))]
            where = [where[0]] if any("!=" in text for text in where) else where
        if draw.random() < 0.4:
            where.append(f"country={draw.choice(COUNTRIES)}")
        if draw.random() < 0.7:
            begins = draw.randint(0, DAYS - 10)
            ends = min(DAYS, begins + draw.randint(7, 45))
            words |= {"period": "own", "first": str(FIRST + timedelta(days=begins)),
                      "last": str(FIRST + timedelta(days=ends))}  # fmt: skip
        words["by"] = tuple(draw.sample(("channel", "country"), draw.choice((0, 0, 1, 2))))
        words["every"] = draw.choice(("", "", "week", "month"))
        yield {**words, "where": tuple(where)}


def _attack(company, seed, count):
    """Ask at random, in between one more answer comes and all is asked again; return what was shown, by the solver."""
    draw = random.Random(seed)  # noqa: S311 - a test's draws
    asked, sets = [], []
    for at, words in enumerate(_questions(seed, count)):
        asked.append(words)
        sets += company.ask(**words)[1]
        if at % 12 == 11:
            company.add(answers(draw.choice((1, 1, 2, 7)), seed * 1000 + at, start=len(company.rows)))
            for again in draw.sample(asked, 4):
                sets += company.ask(**again)[1]
    return list(dict.fromkeys(sets))


def test_no_pair_and_no_triple_of_what_a_viewer_is_shown_tells_of_a_few(asked):
    asked.add(answers(500, 1))
    sets = _attack(asked, seed=1, count=30)
    assert len(sets) > 25, "viewers still see most of it"
    assert derived(sets, len(asked.rows)) == []


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(2, 8))
def test_the_same_with_many_more(asked, seed, capsys):
    """Over all seeds some hundred thousand pairs, and tens of millions of triples."""
    began = time.monotonic()
    asked.add(answers(900, seed))
    sets = _attack(asked, seed=seed, count=250)
    took, found = time.monotonic() - began, derived(sets, len(asked.rows))
    said = f"{took:.0f} s, {asked.asked} questions, {len(asked.rows)} answers, {len(sets)} figures shown"
    tried = f"{comb(len(sets), 2):,} pairs, {comb(len(sets), 3):,} triples, {len(found)} of them tell of a few"
    with capsys.disabled():
        sys.stdout.write(f"\nseed {seed}: {said}, {tried}\n")
    assert found == []
    assert len(sets) > 100


def test_without_the_guard_the_solver_finds_some(asked, monkeypatch):
    """The solver sees: with nothing compared to what was shown, two spans and three channels give a few away."""
    monkeypatch.setattr(showing, "gives_away", lambda _region, _known, _k: False)
    asked.add(_months((60, "web", "2026-03-10"), (50, "call", "2026-03-10"), (3, "web", "2026-03-20")))
    span = {"period": "own", "first": "2026-03-01"}
    sets = [rows for last in ("2026-03-19", "2026-03-20") for rows in asked.ask(**span, last=last)[1]]
    assert derived(sets, len(asked.rows)) == [(0, 1)]
    sets = [*asked.ask(**span, last="2026-03-19", where=("channel=call",))[1], *asked.ask()[1]]
    sets += asked.ask(where=("channel=web",), **span, last="2026-03-19")[1]
    assert derived(sets, len(asked.rows)), "three of them, no two"


def _months(*rows):
    """Plain answers: (how many, channel, day)."""
    found = []
    for count, channel, day in rows:
        for _ in range(count):
            found.append({**answers(1, 1, start=len(found))[0], "channel": channel, "answered_at": f"{day}T08:00:00"})
    return found


def test_a_period_that_ends_a_day_later_is_refused_where_a_few_answered_that_day(asked):
    asked.add(_months((60, "web", "2026-03-10"), (3, "web", "2026-03-20"), (40, "web", "2026-03-25")))
    span = {"period": "own", "first": "2026-03-01"}
    assert asked.ask(**span, last="2026-03-19")[1]
    found, shown = asked.ask(**span, last="2026-03-20")
    assert not shown
    assert found.hidden
    assert asked.ask(**span, last="2026-03-25")[1], "where enough answered in between it is shown"


def test_the_last_of_three_channels_is_not_left_over(asked):
    """web and call each leave enough out; both together leave out three."""
    asked.add(_months((60, "web", "2026-03-10"), (50, "call", "2026-03-10"), (3, "shop", "2026-03-10")))
    assert asked.ask()[1]
    shown = [asked.ask(where=(f"channel={name}",))[1] for name in ("web", "call")]
    assert [bool(each) for each in shown] == [True, False]


def test_one_more_answer_does_not_show_until_there_are_enough(asked):
    asked.add(_months((60, "web", "2026-03-10")))
    first = asked.ask()[0].answer.rows[0]
    for at in range(K):
        asked.add(answers(1, 90 + at, start=len(asked.rows)))
        found = asked.ask()[0]
        if at < K - 1:
            assert found.shown_at, "the older answer stands, and says since when"
            assert found.answer.rows[0] == first
        else:
            assert found.shown_at is None
            assert found.answer.rows[0].n == first.n + K
    assert asked.ask()[0].shown_at is None


def test_what_was_hidden_gives_nothing_away_by_what_it_is_not(asked):
    """A figure hidden as the difference to one shown before takes another with it, or the total would tell."""
    asked.add(_months((60, "web", "2026-03-10"), (3, "web", "2026-03-20"), (40, "call", "2026-03-10"),
                      (30, "shop", "2026-03-10")))  # fmt: skip
    span = {"period": "own", "first": "2026-03-01", "by": ("channel",)}
    assert len(asked.ask(**span, last="2026-03-19")[1]) == 3
    found, shown = asked.ask(**span, last="2026-03-20")
    assert len(found.hidden) >= 2
    assert ("web", None) in found.hidden
    assert len(shown) <= 1


def test_what_is_written_down_names_nobody(asked):
    asked.add(answers(80, 3))
    asked.ask(by=("channel",))
    assert Region.objects.filter(workspace=asked.workspace).exists()
    kept = b"".join(bytes(row.document) for row in ShownAnswer.objects.filter(workspace=asked.workspace))
    assert b"csat" in kept
    assert not [row for row in asked.rows if row["customer_id"].encode() + b'"' in kept]


def test_two_days_of_a_named_span_are_one_question():
    monday = parse_question("csat", start="2026-03-01", end="2026-03-31")
    tuesday = parse_question("csat", start="2026-03-02", end="2026-04-01")
    assert showing.shape_of(monday, "last-30-days") == showing.shape_of(tuesday, "last-30-days")
    assert showing.shape_of(monday, "own") != showing.shape_of(tuesday, "own")
