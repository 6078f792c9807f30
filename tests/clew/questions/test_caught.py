"""What the lines of rules catch, counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime

from clew.questions.caught import caught_by
from clew.rules import Reason, Rules

RULES = Rules(
    own_reasons=(
        Reason("late", avoidable=True, fits={"topic": ("*late*",)}),
        Reason("late", fits={"topic": ("*delay*",)}),
        Reason("invoice", fits={"queue": ("billing",)}),
    )
)
DAY = datetime(2026, 3, 1, tzinfo=UTC)


def test_each_line_has_what_it_was_the_first_to_fit_and_the_rest_is_named(lake, engine):
    topics = ["Late parcel", "late and delay", "delay", "Colour", "Colour", None]
    old = {"ticket_id": "old", "customer_id": "a", "opened_at": datetime(2026, 1, 1, tzinfo=UTC), "topic": "late"}
    lake.write(
        "tickets",
        [
            old,
            *(
                {"ticket_id": str(at), "customer_id": "a", "opened_at": DAY, "topic": topic}
                for at, topic in enumerate(topics)
            ),
        ],
    )
    lake.write(
        "calls",
        [
            {"call_id": str(at), "customer_id": "a", "queued_at": DAY, "queue": queue}
            for at, queue in enumerate(["billing", "sales"])
        ],
    )
    found = caught_by(lake, engine, RULES, datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    assert found.lines == ((2, 0), (1, 0), (0, 1))
    assert found.unknown == (("tickets", "Colour", 2), ("calls", "sales", 1))
    assert found.wordless == 1
