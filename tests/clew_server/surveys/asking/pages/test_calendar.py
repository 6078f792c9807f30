"""When messages leave, as the dry run says it: by the window and both limits, hour by hour as sending counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from tests.clew_server.surveys.asking.conftest import NOW

from clew_server.accounts.models import Workspace
from clew_server.surveys.asking.pages import dry
from clew_server.surveys.asking.pages.dry import per_day
from clew_server.surveys.asking.settings import read_settings
from clew_server.surveys.models import Distribution
from clew_server.surveys.sending import pace
from clew_server.surveys.sending.window import is_open

pytestmark = pytest.mark.django_db(transaction=True)
Way = Callable[..., Distribution]
TUESDAY = NOW.date()


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda name: monkeypatch.setattr(dry, "zone_of", lambda _workspace: ZoneInfo(name))


@pytest.fixture
def server_takes(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    return lambda most: monkeypatch.setattr(pace, "configuration", lambda: SimpleNamespace(email_per_hour=most))


@pytest.mark.parametrize(
    ("kind", "own", "server", "days"),
    [
        ("email", None, 0, [2000]),
        ("email", None, 200, [1200, 800]),
        ("email", 300, 200, [1200, 800]),
        ("email", 300, 0, [1800, 200]),
        ("sms", None, 200, [2000]),
        ("sms", 300, 200, [1800, 200]),
    ],
)
def test_the_lower_limit_says_how_many_leave(
    shop: Workspace, wave_of: Way, zone: Callable[[str], None], server_takes: Callable[[int], None], kind: str,
    own: int | None, server: int, days: list[int],
) -> None:  # fmt: skip
    """From 12:00 to 18:00 are six hours."""
    zone("UTC")
    server_takes(server)
    way = wave_of(kind=kind, **({"per_hour": own} if own else {}))
    assert per_day(way, 2000, NOW) == [(TUESDAY + timedelta(days=n), count) for n, count in enumerate(days)]
    assert per_day(way, 0, NOW) == []


def _sent(kept: dict[str, object], most: int, count: int, zone: ZoneInfo, now: datetime) -> list[tuple[date, int]]:
    """What leaves when it is tried every minute, and an hour of the clock gives so many places."""
    window, left, hours, days = read_settings("email", kept).window, count, Counter[int](), Counter[date]()  # type: ignore[attr-defined]
    while left:
        hour = int(now.timestamp()) // 3600
        if is_open(window, zone, now) and (taken := min(left, most - hours[hour])):
            hours[hour] += taken
            days[now.astimezone(zone).date()] += taken
            left -= taken
        now += timedelta(minutes=1)
    return sorted(days.items())


@pytest.mark.parametrize("zone_name", ["UTC", "Asia/Kolkata", "America/St_Johns", "Europe/Warsaw"])
@pytest.mark.parametrize(
    "window",
    [
        {"from": "09:00", "to": "18:00"},
        {"from": "09:30", "to": "10:15", "days": [1, 3]},
        {"from": "00:00", "to": "24:00", "days": [5, 6]},
        {"from": "22:00", "to": "02:00"},
    ],
)
def test_the_days_are_those_at_which_messages_leave(
    shop: Workspace, wave_of: Way, zone: Callable[[str], None], server_takes: Callable[[int], None], zone_name: str,
    window: dict[str, object],
) -> None:  # fmt: skip
    zone(zone_name)
    server_takes(0)
    way = wave_of(window=window, per_hour=7)
    for now in (NOW, datetime(2026, 10, 23, 9, 47, tzinfo=UTC)):  # the latter before the clocks go back
        assert per_day(way, 150, now) == _sent({"window": window}, 7, 150, ZoneInfo(zone_name), now)
