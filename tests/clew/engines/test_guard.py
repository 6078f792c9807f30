"""One SELECT over the given names: what passes, and what the tables named are."""

from __future__ import annotations

import duckdb
import pytest

from clew.engines import guard
from clew.engines.guard import tables_named
from clew.errors import UsageError

VIEWS = ("events", "feedback")


def named(sql: str) -> list[str]:
    with duckdb.connect() as connection:
        return sorted(tables_named(sql, VIEWS, connection))


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("SELECT 1", []),
        ("SELECT 1;", []),
        ("SELECT 1 -- a remark", []),
        ("SELECT * FROM EVENTS", ["events"]),
        ('SELECT * FROM "events" AS t0 JOIN feedback AS t1 USING (customer_id)', ["events", "feedback"]),
        ("WITH events AS (SELECT * FROM events WHERE true) SELECT * FROM events", ["events"]),
        ("WITH a AS (SELECT * FROM feedback), b AS (FROM a) SELECT * FROM b", ["feedback"]),
        ("SELECT (SELECT count(*) FROM feedback) FROM events", ["events", "feedback"]),
        ("SELECT * FROM events WHERE customer_id IN (SELECT customer_id FROM feedback)", ["events", "feedback"]),
        ("SELECT * FROM events UNION ALL SELECT * FROM feedback", ["events", "feedback"]),
        ("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r", []),
        ("SELECT unnest([1, 2]), * FROM range(3)", []),
        ("SELECT 'FROM feedback; DROP TABLE x' AS text", []),
        ("VALUES (1), (2)", []),
    ],
)
def test_what_passes_and_what_it_reads(sql, tables):
    assert named(sql) == tables


def test_a_thousand_branches_do_not_exhaust_the_stack():
    branches = " ".join(f"WHEN rating < {n} THEN {n}" for n in range(1000))
    assert named(f"SELECT CASE {branches} END FROM feedback") == ["feedback"]
    deep = "(" * 150 + "SELECT 1" + ")" * 150
    assert named(deep) == []


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELECT 1; SELECT 2", "one SELECT at a time"),
        ("  ", "one SELECT at a time"),
        ("UPDATE events SET rating = 0", "one SELECT at a time"),
        ("WITH x AS (DELETE FROM events RETURNING *) SELECT * FROM x", "one SELECT at a time"),
        ("SELECT * FROM main.events", "bare names, not 'main.events'"),
        ("SELECT * FROM memory.main.events", "bare names"),
        ("SELECT * FROM Read_Text('x')", "table function 'read_text'"),
        ("SELECT CURRENT_SETTING('threads')", "function 'current_setting'"),
        ("SHOW TABLES", "does not describe itself"),
        ("WITH duckdb_settings AS (SELECT 1) SELECT * FROM duckdb_settings", "cannot define the name"),
        ("SELECT 1\0", "NUL"),
    ],
)
def test_what_does_not_pass_and_why(sql, why):
    with pytest.raises(UsageError, match=why):
        named(sql)


def test_a_text_that_differs_in_its_moments_alone_is_judged_once(monkeypatch):
    judged = []
    original = guard._judged
    monkeypatch.setattr(guard, "_JUDGED", {})
    monkeypatch.setattr(guard, "_judged", lambda *given: judged.append(given[0]) or original(*given))
    cursor = duckdb.connect()
    text = "SELECT * FROM events WHERE seen < MAKE_TIMESTAMP({})"
    for moment in ("2026, 1, 2, 3, 4, 5.0", "2026, 1, 2, 3, 4, 1e-06"):
        assert guard.tables_named(text.format(moment), ["events"], cursor) == {"events"}
    assert len(judged) == 1
    assert guard.tables_named(text.format(0), ["events", "calls"], cursor) == {"events"}
    for other in ("(SELECT max(seen) FROM calls)", "getenv('HOME')", "2026) OR seen < getenv('x"):
        with pytest.raises(UsageError):
            guard.tables_named(text.format(other), ["events"], cursor)
    with pytest.raises(UsageError):
        guard.tables_named(text.format("2026") + "; COPY events TO 'x'", ["events"], cursor)
    assert len(guard._JUDGED) == 2, "what was refused is judged again"
