"""The reference of the tracking API is whole: each route with its key, each code, each limit as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clew.importers.tracking.messages import LARGEST_RECORD
from clew_server.accounts.limits import LIMITS
from clew_server.collect import routes
from clew_server.collect.bodies import reading
from clew_server.collect.routes import ROUTES
from clew_server.configuration import Configuration

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "reference" / "tracking-api.md").read_text(encoding="utf-8")
SOURCE = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/clew_server/collect").rglob("*.py"))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_route_stands_there_with_the_key_that_opens_it(route):
    key = f"`{route.scope}`" if route.scope in {"collect", "server"} else route.scope or "none"
    assert re.search(rf"^\| {route.method} \|[^|]*`{route.path}`[^|]*\| {key} \|", PAGE, re.MULTILINE)


def test_no_route_stands_there_that_is_none():
    said = set(re.findall(r"`(/v1/[a-z/.]+)`", PAGE))
    assert said == {route.path for route in ROUTES}


def test_every_code_of_a_refusal_stands_there_with_its_status():
    codes = set(re.findall(r"refused\(\s*(\d{3}), \"([a-z_]+)\"", SOURCE))
    assert len(codes) > 10
    rows = {tuple(row.split("|")[1:3]) for row in PAGE.splitlines() if re.match(r"\| \d{3}", row)}
    missing = [
        (status, code) for status, code in codes if not any(status in row[0] and f"`{code}`" in row[1] for row in rows)
    ]
    assert not missing


def test_limits_are_those_of_the_program():
    told = Configuration()
    for text in (
        f"{routes.LARGEST_MESSAGE // 1024} KB;", f"{routes.LARGEST // 1024} KB;",
        f"| one record | {LARGEST_RECORD // 1024} KB;", f"{routes.LARGEST_FROM_SERVERS // 1024**2} MB for",
        f"{told.collect_requests:,} a minute",
        f"{told.collect_megabytes:,} MB a minute", f"{told.collect_address_requests:,} a minute",
        f"{LIMITS['unknown_key'].per_address} a minute", (f"{reading.SLOWEST // 1024} KB a second after "
        f"{reading.GRACE:.0f} s, or was not whole after {reading.LONGEST:.0f} s"),
    ):  # fmt: skip
        assert text in PAGE, text
