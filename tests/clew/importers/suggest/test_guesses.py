"""The single guesses: names, scales, times."""

from __future__ import annotations

import pyarrow as pa
import pytest

from clew.importers.suggest.profile import Profile
from clew.importers.suggest.scales import guess_rating
from clew.importers.suggest.timing import guess_timing
from clew.importers.suggest.words import ROLES, name_score, plain_name


def column(values: list[object], name: str = "x") -> Profile:
    return Profile(name, pa.array([None if value is None else str(value) for value in values], pa.string()))


def test_every_name_in_the_table_is_written_plainly() -> None:
    for role, names in ROLES.items():
        assert [plain_name(name) for name in names.split("|")] == names.replace("й", "и").split("|"), role


@pytest.mark.parametrize(
    ("role", "name", "fits"),
    [
        ("customer", "Customer_ID", True),
        ("customer", "Numer klienta", True),
        ("customer", "customer_zip_code_prefix", False),
        ("order", "order_status", False),
        ("kept", "order_delivered_customer_date", True),
        ("due", "TARGET_DT", True),
        ("nps", "NETPRO", True),
        ("phone", "Telefon", True),
        ("device", "device_protection", False),
        ("verbatim", "Комментарий", True),
    ],
)
def test_names(role: str, name: str, *, fits: bool) -> None:
    assert (name_score(role, name) > 0.55) is fits


@pytest.mark.parametrize(
    ("metric", "values", "scale", "codes"),
    [
        ("nps", [*range(11)] * 5, (0, 10), {}),
        ("nps", [*range(12)] * 5, (0, 10), {"missing": ["11"]}),
        ("csat", [1, 2, 3, 4, 5] * 5, (1, 5), {}),
        ("csat", [1, 2, 3, 4, 5, 6, 7] * 5, (1, 7), {}),
        ("csat", [0, 1, 2, 3, 4, 5, 6] * 5, (1, 5), {"missing": ["0"], "not_experienced": ["6"]}),
        ("csat", [1, 2, 3, 4, 5, 99] * 5, (1, 5), {"missing": ["99"]}),
        ("ces", [1, 2, 3, 4, 5, 6, 7] * 5, (1, 7), {}),
        ("rating", [1, 5, "N/A"] * 5, (1, 5), {"not_applicable": ["N/A"]}),
    ],
)
def test_scales_and_codes(
    metric: str, values: list[object], scale: tuple[int, int], codes: dict[str, list[str]]
) -> None:
    rated = guess_rating(column(values), metric)
    assert rated is not None
    assert ((rated.low, rated.high), rated.missing) == (scale, codes)


@pytest.mark.parametrize("values", [["good", "bad"], [1.5, 2.5] * 9, [2000, 3000] * 9, [None, None]])
def test_what_is_no_rating(values: list[object]) -> None:
    assert guess_rating(column(values), "csat") is None


@pytest.mark.parametrize(
    ("name", "texts", "form"),
    [
        ("at", ["2026-11-21T10:00:00Z"], "iso"),
        ("at", ["21.11.2026 10:05"], "%d.%m.%Y %H:%M"),
        ("at", ["11/21/2026 10:05:00 AM"], "%m/%d/%Y %I:%M:%S %p"),
        ("date", ["19970101", "19971231"], "%Y%m%d"),
        ("sent at", ["1700000000", "1700000500"], "epoch"),
        ("sent at", ["1700000000123"], "epoch_ms"),
        ("date", ["45000", "45001.5"], "excel"),
        ("date", ["5 Aug 2026"], "%d %b %Y"),
    ],
)
def test_times(name: str, texts: list[str], form: str) -> None:
    timing = guess_timing(name, texts)
    assert timing is not None
    assert timing.form == form


@pytest.mark.parametrize(
    ("name", "texts"), [("amount", ["45000", "45001"]), ("who", ["Anna", "Jan"]), ("n", ["1", "2"]), ("at", [])]
)
def test_what_is_no_time(name: str, texts: list[str]) -> None:
    assert guess_timing(name, texts) is None
