"""What people say of findings: kept, shown, and muted until a day without changing what is told of the others."""

from __future__ import annotations

from datetime import date

import pytest

from clew.errors import UsageError
from clew.findings.finding import Diagnosis, Finding
from clew.findings.said import Said, changed, day_of, with_said


def diagnosis(*identities, as_of="2026-03-01T22:00:00"):
    findings = tuple(
        Finding(
            id=identity, kind="pain_point", metric="nps", title=identity, claim="", value=1.0, lo=0.0, hi=2.0, n=9,
            where={}, evidence={"q": 0.001}, rank=rank,
        )
        for rank, identity in enumerate(identities, 1)
    )  # fmt: skip
    return Diagnosis(
        language="en", workspace="main", as_of=as_of, lake_version=1, tables=(), levels=(), findings=findings,
        not_computed=(), tests=7, alpha=0.01,
    )  # fmt: skip


def told(found):
    return [(finding.id, finding.rank) for finding in found.findings], [finding.id for finding in found.muted]


def test_what_is_said_stands_at_its_finding_and_others_stay_as_they_are():
    found = with_said(diagnosis("a", "b"), {"b": {"owner": "Ana", "note": "since May", "known": True}, "gone": {}})
    first, second = found.findings
    assert (first.owner, first.note, first.known, first.mute_until) == (None, None, False, None)
    assert (second.owner, second.note, second.known, second.rank) == ("Ana", "since May", True, 2)
    assert found.tests == 7


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 3, 4), ([("a", 1), ("c", 2)], ["b"])),
        (date(2026, 3, 5), ([("a", 1), ("b", 2), ("c", 3)], [])),
        (None, ([("a", 1), ("c", 2)], ["b"])),
    ],
)
def test_a_muted_one_is_not_ranked_before_its_day(today, expected):
    assert told(with_said(diagnosis("a", "b", "c"), {"b": {"mute_until": "2026-03-05"}}, today)) == expected


def test_without_a_clock_it_is_the_day_of_the_data():
    kept = {"a": {"mute_until": "2026-03-01"}}
    assert told(with_said(diagnosis("a"), kept)) == ([("a", 1)], [])
    assert told(with_said(diagnosis("a", as_of="2026-02-28T23:59:59"), kept)) == ([], ["a"])
    assert told(with_said(diagnosis("a", as_of=None), kept)) == ([("a", 1)], [])


def test_what_is_not_given_stays_and_nothing_takes_away():
    said = Said(owner="Ana", note="x", known=True, mute_until="2026-03-05", title="old")
    kept = changed(said, "", {"owner": None, "note": " new ", "known": None, "mute_until": ""})
    assert kept == Said(owner="Ana", note="new", known=True, mute_until="", title="old")
    assert changed(said, "today", {"known": False}).title == "today"
    assert Said.of(kept.to_document()) == kept


def test_a_day_that_is_none_is_refused():
    with pytest.raises(UsageError, match="write it as 2026-03-01"):
        day_of("next week")
