"""A viewer who asks much and subtracts: of whom figures are is worked out by a solver of the test's own, from the rows.

Every figure a viewer is shown is a set of answers. The solver knows the sets, which no viewer does, and looks at every
pair and every triple of them: none may add up to something that concerns somebody, yet fewer than k.
"""

from __future__ import annotations

import csv
import random
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import numpy as np
import pytest
from django.http import QueryDict

from clew.questions.parse import parse_question
from clew.store import open_workspace
from clew_server.accounts import services
from clew_server.configuration import configuration
from clew_server.insights.hiding import showing
from clew_server.insights.hiding.models import Region, ShownAnswer
from clew_server.insights.questions.answering import asking_of
from clew_server.insights.questions.asking.query import Query
from clew_server.lakes.handles import known_workspaces, opened

pytestmark = pytest.mark.django_db

K = 5
FIRST, DAYS = date(2026, 3, 2), 60
CHANNELS, COUNTRIES = ("web", "call", "shop"), ("pl", "ro")
WEIGHTS = (60, 36, 4)


def _answers(count, seed, start=0):
    draw = random.Random(seed)  # noqa: S311 - a test's draws
    return [
        {"feedback_id": f"f{start + at}", "customer_id": f"c{start + at}", "metric": "csat", "scale_min": "1",
         "scale_max": "5", "rating": str(draw.randint(1, 5)), "kind": "survey", "program": "transactional",
         "channel": draw.choices(CHANNELS, WEIGHTS)[0], "country": draw.choice(COUNTRIES),
         "answered_at": f"{FIRST + timedelta(days=int(draw.triangular(0, DAYS, DAYS)))}T{draw.randint(0, 23):02}:00:00"}
        for at in range(count)
    ]  # fmt: skip


class Company:
    """A workspace of its own with answers that the test knows, and its viewer."""

    def __init__(self, folder):
        self.folder, self.rows = folder, []
        name = f"asked-{uuid4().hex[:8]}"
        open_workspace(configuration().data, name)
        self.workspace = next(w for w in services.adopt(known_workspaces(configuration().data)) if w.name == name)
        user = services.join(f"{uuid4().hex[:8]}@example.org", "viewer", [self.workspace])
        self.member = SimpleNamespace(role="viewer", user=user, user_id=user.pk, workspace_id=self.workspace.id)

    def add(self, rows):
        self.rows += rows
        file = self.folder / f"{uuid4().hex}.csv"
        with file.open("w", newline="") as out:
            writer = csv.DictWriter(out, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        opened(self.workspace.id).import_file(file, table="feedback")
        tables = {table["name"]: table["rows"] for table in opened(self.workspace.id).tables()}
        assert tables["feedback"] == len(self.rows)

    def ask(self, **words):
        """Ask as the viewer; return what was shown: of each figure the places of its rows."""
        query = Query(**{"metric": "csat", "period": "all", **words})
        reader = SimpleNamespace(member=self.member, workspace=self.workspace, GET=QueryDict())
        found = asking_of(reader, query).answer()
        shown = []
        for row in found.answer.rows:
            if found.is_hidden(row) or not row.n:
                assert found.is_hidden(row) or row.value is None
                continue
            places = [at for at, each in enumerate(self.rows) if _is_in(each, query, row)]
            if found.shown_at is None:
                assert len(places) == row.n, "the test counts as the product does"
                shown.append(frozenset(places))
        return found, shown


def _is_in(each, query, row):
    day = each["answered_at"][:10]
    if query.period == "own" and not query.first <= day <= query.last:
        return False
    if any(each[name] != value for name, value in row.dimensions.items()):
        return False
    if row.period:
        when = datetime.fromisoformat(day)
        said = f"{when.isocalendar()[0]}-W{when.isocalendar()[1]:02}" if query.every == "week" else day[:7]
        if said != row.period:
            return False
    allowed = {}
    for text in query.where:
        if "!=" in text:
            name, value = text.split("!=")
            if each[name] == value:
                return False
        else:
            name, value = text.split("=")
            allowed.setdefault(name, set()).add(value)
    return all(each[name] in values for name, values in allowed.items())


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
            company.add(_answers(draw.choice((1, 1, 2, 7)), seed * 1000 + at, start=len(company.rows)))
            for again in draw.sample(asked, 4):
                sets += company.ask(**again)[1]
    return list(dict.fromkeys(sets))


def test_no_pair_and_no_triple_of_what_a_viewer_is_shown_tells_of_a_few(asked):
    asked.add(_answers(500, 1))
    sets = _attack(asked, seed=1, count=48)
    assert len(sets) > 40, "viewers still see most of it"
    assert derived(sets, len(asked.rows)) == []


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(2, 8))
def test_the_same_with_many_more(asked, seed):
    """Over all seeds some hundred thousand pairs, and millions of triples."""
    asked.add(_answers(900, seed))
    sets = _attack(asked, seed=seed, count=250)
    assert derived(sets, len(asked.rows)) == []
    assert len(sets) > 100


def test_without_the_guard_the_solver_finds_some(asked, monkeypatch):
    """The solver sees: with nothing written down, random questions do give small groups away."""
    monkeypatch.setattr(showing, "gives_away", lambda _region, _known, _k: False)
    asked.add(_answers(500, 1))
    assert derived(_attack(asked, seed=1, count=48), len(asked.rows))


def _months(*rows):
    """Plain answers: (how many, channel, day)."""
    found = []
    for count, channel, day in rows:
        for _ in range(count):
            found.append({**_answers(1, 1, start=len(found))[0], "channel": channel, "answered_at": f"{day}T08:00:00"})
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
        asked.add(_answers(1, 90 + at, start=len(asked.rows)))
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
    asked.add(_answers(80, 3))
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
