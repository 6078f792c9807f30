"""Batches to rows: the door as a whole, against an oracle in plain Python and over every batch border."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import MappingError
from clew.importers import ChangeTracker, load_mapping, map_batch

NPS = """
format = 1
table = "feedback"
key = ["=2017", "RESPNUM"]
properties = ["plan"]
[columns]
customer_id = "RESPNUM"
rating = "NETPRO"
answered_at = "when"
channel = "how"
[constants]
metric = "nps"
[missing]
rating = { missing = ["11", "Blank"], not_asked = ["99"] }
[values]
channel = { "1" = "web", "2" = "shop" }
[dates]
formats = ["%d/%m/%Y"]
"""
SEVERAL = """
format = 1
[dates]
zone = "Europe/Warsaw"
[[table]]
table = "events"
where = { status = ["sent", "done"] }
[table.columns]
occurred_at = "at"
[table.constants]
name = "sent"
[[table]]
table = "events"
where = { status = "done" }
[table.columns]
occurred_at = "at"
[table.constants]
name = "done"
[[table]]
table = "promises"
key = ["order"]
where = { due = { not = "" } }
[table.columns]
due_at = "due"
"""
TEXTS = st.one_of(
    st.none(), st.sampled_from(["0", "5", "10", "10.0", "11", "99", "-1", "7.5", "Blank", " 9 ", "x", "1e1"])
)
DATES = st.one_of(st.none(), st.sampled_from(["01/02/2017", "31/02/2017", "2017-02-01", "29/2/2016", " 1/1/2000 "]))


def map_all(toml: str, batches: list[pa.RecordBatch]) -> tuple[list[Any], list[Any]]:
    state = ChangeTracker()
    rows, refused = [], []
    for batch in batches:
        for one in map_batch(batch, load_mapping(toml), source_sha256="cd" * 32, zone="UTC", secret=b"", state=state):
            rows += [{"table": one.table, **row} for row in one.rows.to_pylist()]
            refused += [{"table": one.table, **row} for row in one.rejected.to_pylist()]
    order = lambda row: (row["table"], row.get("_row", row.get("row")), row.get("_part", row.get("column")))  # noqa: E731
    return sorted(rows, key=order), sorted(refused, key=order)


def oracle(number: str | None, rating: str | None, when: str | None) -> tuple[str, Any]:
    """What one answer must become, worked out the slow way."""
    text = (rating or "").strip()
    state, value = "missing", None
    if text == "99":
        state = "not_asked"
    elif text not in {"", "11", "Blank"}:
        try:
            value, state = float(text), "given"
        except ValueError:
            return "rating", None
    day = (when or "").strip()
    try:
        at = dt.datetime.strptime(day, "%d/%m/%Y") if day else None  # noqa: DTZ007 - UTC is the zone here
    except ValueError:
        return "answered_at", None
    if not number:
        return "feedback_id", None
    if value is not None and (not 0 <= value <= 10 or value != int(value)):
        return "rating", None
    return "", (f"2017|{number}", value, state, at)


@given(st.lists(st.tuples(st.sampled_from(["1", "2", None]), TEXTS, DATES), min_size=1, max_size=12))
@settings(deadline=None, max_examples=150)
def test_equals_an_oracle_in_plain_python(cases: list[tuple[str | None, str | None, str | None]]) -> None:
    numbers, ratings, whens = (list(column) for column in zip(*cases, strict=True))
    batch = pa.record_batch(
        {
            "RESPNUM": pa.array(numbers, pa.string()),
            "NETPRO": pa.array(ratings, pa.string()),
            "when": pa.array(whens, pa.string()),
            "how": pa.array(["1"] * len(cases)),
            "plan": pa.array(["a"] * len(cases)),
            "_row": pa.array(range(len(cases)), pa.int64()),
            "_line": pa.array(range(len(cases)), pa.int64()),
        }
    )
    rows, refused = map_all(NPS, [batch])
    expected = [oracle(*case) for case in cases]
    assert {row["row"] for row in refused} == {index for index, (why, _) in enumerate(expected) if why}
    good = [found for why, found in expected if not why]
    assert [(r["feedback_id"], r["rating"], r["answer_state"], r["answered_at"]) for r in rows] == good


@given(
    st.lists(st.tuples(st.sampled_from(["sent", "done", "lost"]), DATES, TEXTS), min_size=2, max_size=20),
    st.lists(st.integers(0, 20), max_size=4),
)
@settings(deadline=None, max_examples=60)
def test_batch_borders_change_nothing(cases: list[tuple[str, str | None, str | None]], cuts: list[int]) -> None:
    status, at, order = (list(column) for column in zip(*cases, strict=True))
    whole = pa.record_batch(
        {
            "status": pa.array(status, pa.string()),
            "at": pa.array(at, pa.string()),
            "due": pa.array(at, pa.string()),
            "order": pa.array(order, pa.string()),
            "_row": pa.array(range(len(cases)), pa.int64()),
            "_line": pa.array(range(len(cases)), pa.int64()),
        }
    )
    borders = sorted({0, len(cases), *(cut for cut in cuts if cut < len(cases))})
    pieces = [whole.slice(a, b - a) for a, b in itertools.pairwise(borders)]
    assert map_all(SEVERAL, [whole]) == map_all(SEVERAL, pieces)


def test_the_mapping_of_the_issue(rows: Any, refused: Any) -> None:
    columns = {
        "RESPNUM": ["1", "2", "3", "4"],
        "NETPRO": ["0", "11", "12", None],
        "when": ["01/06/2018"] * 4,
        "how": ["1", "2", "3", None],
        "plan": ["gold", 'say "hi"', None, "x"],
    }
    found = rows(NPS, **columns)
    assert [(row["feedback_id"], row["rating"], row["answer_state"]) for row in found] == [
        ("2017|1", 0.0, "given"),
        ("2017|2", None, "missing"),
        ("2017|4", None, "missing"),
    ]
    assert [row["channel"] for row in found] == ["web", "shop", None]
    assert json.loads(found[1]["properties"]) == {"plan": 'say "hi"'}
    assert found[0]["version_at"] == found[0]["answered_at"] == dt.datetime(2018, 6, 1)  # noqa: DTZ001 - UTC, naive
    (only,) = refused(NPS, **columns)
    assert (only["line"], only["row"], only["column"], only["value"]) == (4, 2, "NETPRO", "12")
    assert "above 10" in only["reason"]


def test_several_tables_from_one_file(mapped: Any) -> None:
    tables = mapped(
        SEVERAL,
        status=["sent", "done", "lost"],
        at=["2026-07-01 12:00"] * 3,
        due=["2026-07-02", "", None],
        order=["a", "b", "c"],
    )
    assert [(one.table, one.rows.num_rows, one.rejected.num_rows) for one in tables] == [
        ("events", 3, 0),
        ("promises", 1, 0),
    ]
    events = tables[0].rows.to_pylist()
    assert len({row["event_id"] for row in events}) == 3  # two blocks of one table never share an id
    assert events[0]["occurred_at"] == dt.datetime(2026, 7, 1, 10)  # noqa: DTZ001 - Warsaw in summer
    assert tables[1].rows["promise_id"].to_pylist() == ["a"]


def test_a_row_refused_by_two_blocks_for_one_reason_counts_once(refused: Any) -> None:
    toml = """
format = 1
[[table]]
table = "events"
columns = { occurred_at = "at" }
constants = { name = "one" }
[[table]]
table = "events"
columns = { occurred_at = "at" }
constants = { name = "two" }
"""
    assert len(refused(toml, at=["never"])) == 1


def test_ids_without_a_key_are_the_files_and_the_rows(rows: Any) -> None:
    toml = 'format = 1\ntable = "purchases"\ncolumns = { purchased_at = "at", amount = "a" }'
    first = rows(toml, at=["2026-01-01"] * 2, a=["1", "1"])
    again = rows(toml, at=["2026-01-01"] * 2, a=["1", "1"])
    assert len({row["purchase_id"] for row in first}) == 2
    assert first == again
    assert first[0]["purchase_id"].startswith("ab" * 12)


def test_the_version_is_the_latest_time_that_is_no_plan(rows: Any) -> None:
    toml = 'format = 1\ntable = "promises"\nkey = "id"\n[columns]\nmade_at = "m"\nkept_at = "k"\ndue_at = "d"'
    found = rows(
        toml,
        id=["1", "2", "3"],
        m=["2026-01-01", "2026-01-01", None],
        k=["2026-01-03", None, None],
        d=["2026-02-01"] * 3,
    )
    assert [row["version_at"] and row["version_at"].day for row in found] == [3, 1, None]


def test_a_mapped_version_is_taken(rows: Any) -> None:
    toml = 'format = 1\ntable = "promises"\nkey = "id"\nversion_at = "changed"\ncolumns = { made_at = "m" }'
    (found,) = rows(toml, id=["1"], m=["2026-05-05"], changed=["2026-01-01"])
    assert found["version_at"] == dt.datetime(2026, 1, 1)  # noqa: DTZ001 - UTC, naive


def test_the_version_may_be_one_of_the_rows_own_times(rows: Any) -> None:
    toml = 'format = 1\ntable = "promises"\nkey = "id"\nversion_at = "made_at"\n[columns]\nmade_at = "m"\nkept_at = "k"'
    (found,) = rows(toml, id=["1"], m=["2026-01-01"], k=["2026-05-05"])
    assert found["version_at"] == found["made_at"]


def test_events_keep_the_order_of_their_file(rows: Any) -> None:
    toml = 'format = 1\ntable = "events"\n[columns]\noccurred_at = "at"\nname = "what"'
    assert [row["ordinal"] for row in rows(toml, at=["2026-01-01"] * 2, what=["a", "b"])] == [0, 1]


def test_a_blank_key_is_refused(refused: Any) -> None:
    toml = 'format = 1\ntable = "tickets"\nkey = ["a", "b"]\ncolumns = { opened_at = "at" }'
    (only,) = refused(toml, a=["1", "1"], b=["x", " "], at=["2026-01-01"] * 2)
    assert (only["row"], only["reason"]) == (1, "The key column 'b' is blank.")


def test_the_key_may_name_the_customer(rows: Any) -> None:
    toml = """
format = 1
table = "feedback"
key = ["customer_id", "wave"]
columns = { rating = "r" }
constants = { metric = "csat" }
private = { keep = { email = "mail" } }
"""
    found = rows(toml, mail=["A@x.pl", "b@x.pl", "a@x.pl"], wave=["1"] * 3, r=["5"] * 3)
    ids = [row["feedback_id"] for row in found]
    assert ids[0] == ids[2] != ids[1]
    assert ids[0] == f"{found[0]['customer_id']}|1"


def test_a_column_may_be_made_of_parts(rows: Any) -> None:
    toml = 'format = 1\ntable = "tickets"\n[columns]\nticket_id = ["=2017", "n"]\nopened_at = "at"'
    found = rows(toml, n=["1", "2"], at=["2026-01-01"] * 2)
    assert [row["ticket_id"] for row in found] == ["2017|1", "2017|2"]


def test_all_other_columns_as_properties_leave_out_what_is_used_or_private(rows: Any) -> None:
    toml = """
format = 1
table = "tickets"
properties = "*"
columns = { ticket_id = "n", opened_at = "at" }
private = { keep = { email = "mail" }, drop = ["ip"] }
"""
    (found,) = rows(toml, n=["1"], at=["2026-01-01"], mail=["a@x.pl"], ip=["1.1.1.1"], plan=["gold"], floor=[None])
    assert json.loads(found["properties"]) == {"plan": "gold"}


def test_traits_take_the_other_columns_of_customers(rows: Any) -> None:
    toml = 'format = 1\ntable = "customers"\ncolumns = { customer_id = "n" }\nproperties = { tier = "plan" }'
    assert json.loads(rows(toml, n=["1"], plan=["gold"])[0]["traits"]) == {"tier": "gold"}


def test_an_unknown_source_column_is_said_with_the_choices(rows: Any) -> None:
    with pytest.raises(MappingError, match="Did you mean 'score'"):
        rows('format = 1\ntable = "feedback"\ncolumns = { rating = "scor" }', score=["1"])


def test_a_constant_that_cannot_be_read_is_the_mappings_fault(rows: Any) -> None:
    with pytest.raises(MappingError, match="The constant answered_at = 'soon'"):
        rows(
            'format = 1\ntable = "feedback"\ncolumns = { rating = "r" }\nconstants = { answered_at = "soon" }', r=["1"]
        )


def test_defaults_fill_blanks_and_choices_know_no_case(rows: Any, refused: Any) -> None:
    toml = 'format = 1\ntable = "purchases"\n[columns]\npurchased_at = "at"\nkind = "k"'
    columns = {"at": ["2026-01-01"] * 3, "k": ["REFUND", None, "gift"]}
    assert [row["kind"] for row in rows(toml, **columns)] == ["refund", "purchase"]
    (only,) = refused(toml, **columns)
    assert only["reason"] == "This is none of the choices: purchase, refund, payment."


def test_a_required_column_may_come_by_a_join(rows: Any, refused: Any) -> None:
    toml = 'format = 1\ntable = "purchases"\nkey = "n"\n[columns]\norder_id = "o"\namount = "a"\n'
    join = '[join]\npurchased_at = { table = "purchases", by = "order_id" }'
    columns = {"n": ["1"], "o": ["x"], "a": ["5"]}
    assert len(rows(toml + join, **columns)) == 1
    assert refused(toml, **columns)[0]["reason"] == "The mapping fills no purchased_at, and a row needs one."


def test_an_empty_batch_gives_empty_tables(rows: Any) -> None:
    columns: dict[str, list[str | None]] = {"RESPNUM": [], "NETPRO": [], "when": [], "how": [], "plan": []}
    assert rows(NPS, **columns) == []


def test_a_batch_of_nothing_but_bad_rows(rows: Any, refused: Any) -> None:
    columns = {"RESPNUM": ["1", "2"], "NETPRO": ["x", "y"], "when": [None] * 2, "how": [None] * 2, "plan": [None] * 2}
    assert rows(NPS, **columns) == []
    assert [row["value"] for row in refused(NPS, **columns)] == ["x", "y"]
