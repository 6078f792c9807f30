"""Boston's requests for service: which were closed late."""

from __future__ import annotations

import pytest
from oracles.requests import ZONE, late, requests

FILE = "boston-311-2015/boston_311_2015_h1.parquet"


@pytest.fixture(scope="module")
def closed(acceptance_data):
    return [each for each in requests(acceptance_data / FILE) if each.closed]


@pytest.fixture(scope="module")
def city(imported):
    return imported(ZONE, (FILE, "boston/requests.toml"))


def test_late_by_the_oracle_too(city, closed):
    after, both = late(closed)
    found = city.one("lateness.late")
    assert (round(found["value"] * found["n"]), found["n"]) == (after, both) == (10_025, 37_320)
