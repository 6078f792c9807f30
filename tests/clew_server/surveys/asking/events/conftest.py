"""Things happen to three customers, and ways out ask after them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from tests.clew_server.surveys.asking.conftest import NOW

from clew_server.surveys.models import Distribution, Participant

Way = Callable[..., Distribution]
Tell = Callable[..., None]


@pytest.fixture
def after(wave_of: Way, tell: Tell) -> Callable[..., Distribution]:
    """A running event way out that was started at NOW, with three customers to whom things happen."""
    for number in range(3):
        tell("identify", {"userId": f"c{number}", "traits": {"email": f"c{number}@example.org", "plan": "gold"}})

    def make(rule: dict[str, str], program: str = "transactional", **settings: Any) -> Distribution:
        way = wave_of(program, "event", state="running", rule=rule, **settings)
        Distribution.objects.filter(pk=way.pk).update(started_at=NOW)
        way.refresh_from_db()
        return way

    return make


def track(name: str, who: str, at: datetime, **properties: Any) -> dict[str, Any]:
    return {"event": name, "userId": who, "timestamp": at.isoformat(), "properties": properties}


def rows(way: Distribution) -> list[Participant]:
    return list(Participant.objects.filter(distribution=way).order_by("due_at", "customer_id", "address"))
