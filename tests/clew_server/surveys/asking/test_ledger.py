"""Who may be asked: gaps by program, who opted out, who complains, who goes first; and never twice at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.clew_server.surveys.asking.conftest import NOW, in_threads, shared_database

from clew_server.accounts.models import Workspace
from clew_server.lakes.handles import opened
from clew_server.surveys.asking import ledger
from clew_server.surveys.asking.ledger import claim, may_ask, may_remind
from clew_server.surveys.models import Contact, Distribution, Participant, Response, Suppression, Survey
from clew_server.surveys.persons import keys_of

pytestmark = pytest.mark.django_db(transaction=True)
Wave = Callable[..., Distribution]
Planned = Callable[..., Participant]
DAY = timedelta(days=1)
WORKERS = 16


def _asked(planned: Planned, way: Distribution, days_ago: float, customer: str = "c1", address: str = "") -> None:
    one = planned(way, customer, address)
    assert claim(one, NOW) == ""
    Contact.objects.filter(distribution=way).update(at=NOW - days_ago * DAY)


@pytest.mark.parametrize(
    ("before", "program", "days", "reason"),
    [
        ("relationship", "relationship", 89.9, "asked_lately"),
        ("relationship", "relationship", 90, ""),
        ("transactional", "relationship", 29.9, "asked_lately"),
        ("transactional", "relationship", 30, ""),
        ("transactional", "transactional", 29.9, "asked_lately"),
        ("transactional", "transactional", 30, ""),
        ("relationship", "transactional", 0, ""),
        ("employee", "relationship", 0, ""),
        ("relationship", "employee", 0, ""),
        ("product", "none", 29.9, "asked_lately"),
    ],
)
def test_gaps_between_surveys(
    wave: Wave, planned: Planned, before: str, program: str, days: float, reason: str
) -> None:
    _asked(planned, wave(before, "before"), days)
    assert may_ask(planned(wave(program, "now"), "c1"), NOW) == reason
    assert may_ask(planned(wave(program, "other"), "c2"), NOW) == ""


def test_gaps_are_the_workspaces_own(company: Workspace, wave: Wave, planned: Planned) -> None:
    _asked(planned, wave("relationship", "before"), 10)
    opened(company.id).store.keep("contact", "rules", {"programs": {"relationship": {"days": 7}}})
    try:
        assert may_ask(planned(wave("relationship", "now"), "c1"), NOW) == ""
    finally:
        opened(company.id).store.keep("contact", "rules", None)


def test_one_person_is_known_by_id_and_by_address(wave: Wave, planned: Planned) -> None:
    _asked(planned, wave("relationship", "before"), 1, "c1", "Anna@Example.org")
    other = wave("relationship", "now")
    assert may_ask(planned(other, "", "anna@example.org"), NOW) == "asked_lately"
    assert may_ask(planned(other, "c1"), NOW) == "asked_lately"
    assert may_ask(planned(other, "c9", "anna@example.org"), NOW) == "asked_lately"
    assert may_ask(planned(other, "c2", "bob@example.org"), NOW) == ""


@pytest.mark.parametrize(("kept", "said"), [("opted_out", "opted_out"), ("bounced", "bounced"), ("odd", "by_hand")])
def test_who_is_on_the_suppression_list_is_not_asked(
    company: Workspace, wave: Wave, planned: Planned, kept: str, said: str
) -> None:
    for program in ("relationship", "transactional", "employee"):
        Suppression.objects.get_or_create(
            workspace=company, person=keys_of(company.id, "", "a@example.org")[0], defaults={"reason": kept}
        )
        one = planned(wave(program), "c1", "a@example.org")
        assert (claim(one, NOW), one.state, one.reason) == (said, "spared", said)
    assert not Contact.objects.exists()


def test_who_complains_is_not_asked_how_they_like_us(
    wave: Wave, planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "complaining", lambda workspace, _now: frozenset(keys_of(workspace, "c1")))
    assert may_ask(planned(wave("relationship"), "c1"), NOW) == "complaint"
    assert may_ask(planned(wave("transactional"), "c1"), NOW) == ""


def test_what_passes_by_spares_nobody(wave: Wave, planned: Planned) -> None:
    way = wave("relationship", quota=1)
    one = planned(way, "c1", due_at=NOW + DAY)
    assert claim(one, NOW) == "not_due"
    one = planned(way, "c2")
    for state in ("paused", "ended", "planned"):
        Distribution.objects.filter(pk=way.pk).update(state=state)
        assert (claim(one, NOW), one.state) == (state, "planned")
    Distribution.objects.filter(pk=way.pk).update(state="running")
    Response.objects.create(
        survey=way.survey, distribution=way, version=1, language="en", state="finished", began_at=NOW, changed_at=NOW
    )
    assert claim(one, NOW) == "quota"
    Response.objects.all().delete()
    Survey.objects.filter(pk=way.survey_id).update(options={"closes_at": (NOW - DAY).isoformat()})
    assert claim(one, NOW) == "closed"
    Survey.objects.filter(pk=way.survey_id).update(options={"closes_at": "one day"}, state="closed")
    assert claim(one, NOW) == "closed"
    Survey.objects.filter(pk=way.survey_id).update(state="open")
    assert (claim(one, NOW), one.state, one.asked_at) == ("", "asked", NOW)
    assert claim(one, NOW) == "asked_already"
    Participant.objects.filter(pk=one.pk).update(state="opted_out")
    assert claim(one, NOW) == "opted_out"


def test_the_program_that_goes_first_asks(wave: Wave, planned: Planned) -> None:
    first, second = wave("transactional"), wave("relationship")
    one = planned(second, "c1")
    other = planned(first, "c1", due_at=NOW + timedelta(hours=6))
    assert (claim(one, NOW), one.state) == ("outranked", "spared")
    again = planned(wave("relationship", "again"), "c1")
    for change in ({"due_at": NOW + DAY}, {"state": "spared"}):
        before = {name: getattr(other, name) for name in change}
        Participant.objects.filter(pk=other.pk).update(**change)
        assert may_ask(again, NOW) == ""
        Participant.objects.filter(pk=other.pk).update(**before)
    assert may_ask(again, NOW) == "outranked"
    Distribution.objects.filter(pk=first.pk).update(state="paused")
    assert may_ask(again, NOW) == ""
    Distribution.objects.filter(pk=first.pk).update(state="running")
    assert may_ask(other, NOW + timedelta(hours=7)) == ""


def test_who_goes_first_but_may_not_ask_holds_nobody_back(wave: Wave, planned: Planned) -> None:
    _asked(planned, wave("transactional", "before"), 29)
    first, second = wave("transactional"), wave("none")
    planned(first, "c1")
    Contact.objects.update(at=NOW - 31 * DAY)
    one = planned(second, "c1")
    assert may_ask(one, NOW) == "outranked"
    Contact.objects.create(
        workspace=first.survey.workspace, person=one.person, program="transactional", channel="email",
        at=NOW - 29 * DAY,
    )  # fmt: skip
    opened(first.survey.workspace_id).store.keep("contact", "rules", {"programs": {"none": {"days_after_others": 0}}})
    try:
        assert may_ask(one, NOW) == ""
    finally:
        opened(first.survey.workspace_id).store.keep("contact", "rules", None)


def test_reminders_keep_no_gap_but_opting_out_ends_them(company: Workspace, wave: Wave, planned: Planned) -> None:
    one = planned(wave("relationship"), "c1")
    assert may_remind(one, NOW) == "asked_already"
    claim(one, NOW)
    assert may_remind(one, NOW + DAY) == ""
    Suppression.objects.create(workspace=company, person=keys_of(company.id, "c1")[0], reason="opted_out")
    assert may_remind(one, NOW + DAY) == "opted_out"


def test_sixteen_workers_ask_nobody_twice(wave: Wave, planned: Planned, tmp_path: Path) -> None:
    ways = [wave("relationship", f"wave-{number}") for number in range(4)]
    people, now = 8, timezone.now()
    all_of = [
        planned(way, f"c{n}" if number % 2 else "", f"p{n}@example.org", due_at=now).pk
        for n in range(people)
        for number, way in enumerate(ways)
    ]

    def work(number: int) -> list[str]:
        found = Participant.objects.select_related("distribution__survey").in_bulk(all_of)
        return [claim(found[one], now) for one in (all_of if number % 2 else all_of[::-1])]

    def outcome(_number: int) -> tuple[list[str], list[str]]:
        asked = Participant.objects.filter(state="asked").values_list("address", flat=True)
        by_address = Contact.objects.filter(person__in=[keys_of(company_id, "", name)[0] for name in asked])
        return sorted(asked), sorted(by_address.values_list("person", flat=True))

    company_id = ways[0].survey.workspace_id
    with shared_database(tmp_path):
        told = [reason for reasons in in_threads(WORKERS, work) for reason in reasons]
        [(asked, contacts)] = in_threads(1, outcome)
    assert asked == [f"p{n}@example.org" for n in range(people)]
    assert len(set(contacts)) == len(contacts) == people
    assert told.count("") == people
    assert set(told) == {"", "asked_lately", "asked_already"}
