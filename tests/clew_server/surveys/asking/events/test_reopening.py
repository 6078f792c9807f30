"""A ticket that is open again is not asked about; what the data say is read before anything is locked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from tests.clew_server.surveys.asking.conftest import NOW
from tests.clew_server.surveys.asking.events.conftest import rows, track

from clew.errors import ClewError, EngineError, MissingFileError
from clew_server.surveys.asking import ledger
from clew_server.surveys.asking.events import reopening
from clew_server.surveys.asking.events.planning import plan_events
from clew_server.surveys.asking.ledger import claim, may_ask
from clew_server.surveys.asking.starting import start
from clew_server.surveys.models import Distribution, Participant
from clew_server.surveys.sending.claiming import take
from clew_server.surveys.sending.due import Due
from clew_server.surveys.sending.exporting import export

pytestmark = pytest.mark.django_db(transaction=True)
Way = Callable[..., Distribution]
Tell = Callable[..., None]
HOUR = timedelta(hours=1)


def test_a_ticket_that_is_open_again_is_seen_in_the_moment_before_its_message_leaves(
    after: Callable[..., Distribution], tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = after({"after": "ticket_solved"}, delay_minutes=0)
    for number in range(2):
        tell("track", track("Ticket Opened", f"c{number}", NOW, ticket_id=f"t{number}"))
        tell("track", track("Ticket Solved", f"c{number}", NOW + HOUR, ticket_id=f"t{number}"))
    assert plan_events(way, NOW + 2 * HOUR).planned == 2
    read: list[Any] = []
    whole = reopening.still_solved
    monkeypatch.setattr(reopening, "still_solved", lambda *given: read.append(given[2]) or whole(*given))
    one, other = rows(way)
    assert [may_ask(one, NOW + 2 * HOUR) for _ in range(3)] == [""] * 3
    assert read == [["t0"]], "what was read is remembered"
    tell("track", track("Ticket Reopened", "c0", NOW + 2 * HOUR, ticket_id="t0"))
    assert (claim(one, NOW + 3 * HOUR), one.state, one.reason) == ("reopened", "spared", "reopened")
    assert claim(other, NOW + 3 * HOUR) == ""
    asked = Participant.objects.create(distribution=way, person="p", about={}, due_at=NOW)
    assert claim(asked, NOW + 3 * HOUR) == ""
    assert read == [["t0"], ["t0"], ["t1"]]


def test_the_data_are_read_before_anything_is_locked(
    after: Callable[..., Distribution], tell: Tell, wave_of: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer: whoever saves an answer would wait for what is read in the transaction of a message."""
    way = after({"after": "ticket_solved"}, program="product", delay_minutes=0)
    start(wave_of(whom={"kind": "customers", "filters": ["traits.plan=gold"]}), NOW)
    for number in range(3):
        tell("track", track("Ticket Opened", f"c{number}", NOW, ticket_id=f"t{number}"))
        tell("track", track("Ticket Solved", f"c{number}", NOW + HOUR, ticket_id=f"t{number}"))
    assert plan_events(way, NOW + 2 * HOUR).planned == 3
    read: list[tuple[str, bool]] = []
    for module, name in ((reopening, "still_solved"), (ledger, "complaining")):
        whole = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given, name=name, whole=whole: read.append(
            (name, connection.in_atomic_block)) or whole(*given))  # fmt: skip
    first, second, third = rows(way)
    assert take(Due(first.id, 0), NOW + 2 * HOUR) is None
    first.refresh_from_db()
    assert first.reason == "outranked"
    Distribution.objects.exclude(pk=way.pk).update(state="paused")
    assert take(Due(second.id, 0), NOW + 2 * HOUR) is not None
    assert read == [("complaining", False), ("still_solved", False)] * 2
    export(way, NOW + 2 * HOUR, has_addresses=False)
    assert read == [("complaining", False), ("still_solved", False)] * 3
    third.refresh_from_db()
    assert third.state == "asked"


@pytest.mark.parametrize("error", [EngineError, MissingFileError])
def test_a_message_of_which_the_data_cannot_be_read_waits_and_others_go_on(
    after: Callable[..., Distribution], tell: Tell, monkeypatch: pytest.MonkeyPatch, error: type[ClewError]
) -> None:
    way = after({"after": "ticket_solved"}, delay_minutes=0)
    for number in range(2):
        tell("track", track("Ticket Opened", f"c{number}", NOW, ticket_id=f"t{number}"))
        tell("track", track("Ticket Solved", f"c{number}", NOW + HOUR, ticket_id=f"t{number}"))
    plan_events(way, NOW + 2 * HOUR)
    whole = reopening.still_solved

    def broken(lake: Any, engine: Any, tickets: list[str], now: datetime) -> Any:
        if tickets == ["t0"]:
            raise error("the data are away")
        return whole(lake, engine, tickets, now)

    monkeypatch.setattr(reopening, "still_solved", broken)
    one, other = rows(way)
    assert take(Due(one.id, 0), NOW + 2 * HOUR) is None
    assert take(Due(other.id, 0), NOW + 2 * HOUR) is not None
    one.refresh_from_db()
    assert one.state == "planned"
    monkeypatch.setattr(reopening, "still_solved", whole)
    assert take(Due(one.id, 0), NOW + 2 * HOUR) is not None


def test_what_is_new_of_a_ticket_spares_who_waits_for_a_letter(after: Callable[..., Distribution], tell: Tell) -> None:
    way = after({"after": "ticket_solved"}, delay_minutes=600)
    tell(
        "track",
        track("Ticket Opened", "c0", NOW, ticket_id="t0"),
        track("Ticket Solved", "c0", NOW + HOUR, ticket_id="t0"),
    )
    assert plan_events(way, NOW + 2 * HOUR).planned == 1
    tell("track", track("Ticket Reopened", "c0", NOW + 2 * HOUR, ticket_id="t0"))
    plan_events(way, NOW + 3 * HOUR)
    assert [(one.state, one.reason) for one in rows(way)] == [("spared", "reopened")]
