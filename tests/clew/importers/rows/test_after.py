"""Times told by how long something took."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from clew.errors import MappingError
from clew.importers import Mapped, load_mapping, map_batch
from clew.importers.mapping.model import Numbers, TableMapping
from clew.importers.rows.after import seconds_of

HEAD = 'format = 1\ntable = "tickets"\nkey = ["id"]\n[columns]\nopened_at = "opened"\n'


def mapped(toml: str, **cells: list[str | None]) -> Mapped:
    count = len(next(iter(cells.values())))
    raw = pa.record_batch({**cells, "_row": list(range(count)), "_line": list(range(2, count + 2))})
    (found,) = map_batch(raw, load_mapping(toml), source_sha256="a", zone="UTC", secret=b"s")
    return found


def test_a_reply_some_minutes_after_the_ticket_was_opened() -> None:
    toml = HEAD + '[after]\nreplied_at = { time = "opened_at", column = "reply", unit = "minutes" }'
    found = mapped(
        toml,
        id=["1", "2", "3", "4", "5"],
        opened=["2026-05-04 10:00", "2026-05-04 10:00", "2026-05-04 10:00", None, "2026-05-04 10:00"],
        reply=["90", "0", None, "5", "-1"],
    )
    times = [time and time.replace(tzinfo=UTC) for time in found.rows["replied_at"].to_pylist()]
    assert times == [datetime(2026, 5, 4, 11, 30, tzinfo=UTC), datetime(2026, 5, 4, 10, tzinfo=UTC), None, None]
    assert found.rejected.select(["line", "column", "value"]).to_pylist() == [
        {"line": 6, "column": "reply", "value": "-1"}
    ]
    assert found.rows["version_at"].to_pylist()[0] == found.rows["replied_at"].to_pylist()[0]


def test_codes_for_no_value_are_no_length_of_time() -> None:
    toml = HEAD + '[missing]\nreplied_at = ["n/a"]\n[after]\nreplied_at = { time = "opened_at", column = "reply" }'
    found = mapped(toml, id=["1"], opened=["2026-05-04 10:00"], reply=["n/a"])
    assert (found.rows["replied_at"].to_pylist(), found.rejected.num_rows) == ([None], 0)


@pytest.mark.parametrize(
    ("unit", "text", "seconds"),
    [
        ("seconds", "1.5", 1.5),
        ("hours", "2", 7200.0),
        ("days", "1", 86400.0),
        ("clock", "00:00:07", 7.0),
        ("clock", "61:00", None),
        ("clock", "12:03:04,5", 43384.5),
        ("seconds", "soon", None),
        ("seconds", "-1", None),
    ],
)
def test_units(unit: str, text: str, seconds: float | None) -> None:
    assert seconds_of(pa.array([text]), unit, TableMapping("calls")).to_pylist() == [seconds]


def test_a_decimal_comma_is_read_as_declared() -> None:
    block = TableMapping("calls", numbers=Numbers(","))
    assert seconds_of(pa.array(["1,5"]), "minutes", block).to_pylist() == [90.0]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ('topic = { time = "opened_at", column = "x" }', "no column 'topic'"),
        ('replied_at = { time = "topic", column = "x" }', "no column 'topic'"),
        ('opened_at = { time = "opened_at", column = "x" }', "mapped already"),
        ('replied_at = { time = "due_at", column = "x" }', "map due_at too"),
        ('replied_at = { time = "opened_at", column = "x", unit = "weeks" }', "after"),
    ],
)
def test_what_cannot_be(rule: str, words: str) -> None:
    with pytest.raises(MappingError, match=words):
        load_mapping(HEAD + "[after]\n" + rule)
