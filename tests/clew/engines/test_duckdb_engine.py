"""The locked engine: right under threads, blind to the machine, stopped in time, honest about missing files."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.engines import duckdb_engine
from clew.engines.duckdb_engine import DuckDBEngine
from clew.engines.views import TableView
from clew.errors import DeadlineError, EngineError, MissingFileError, UsageError

SLOW = "SELECT count(*) FROM range(100000) a, range(100000) b WHERE a.range * b.range % 7 = 3"


def test_a_select_comes_back_as_arrow(engine, events):
    found = engine.read("SELECT customer_id, rating FROM events ORDER BY rating", events)
    assert found.schema == pa.schema([("customer_id", pa.string()), ("rating", pa.float64())])
    assert found.to_pylist()[0] == {"customer_id": "c1", "rating": 1.0}
    assert engine.rows("WITH a AS (FROM events) SELECT count(*) AS n FROM a", events) == [{"n": 3}]


def test_160_calls_on_32_threads_are_all_right(engine, lake, events):
    other = TableView("events", lake.schema, (lake.write("b", [{"event_id": "x", "rating": 40.0}]),))

    def ask(number: int) -> bool:
        view = other if number % 3 == 0 else events["events"]
        found = engine.rows(f"SELECT sum(rating) + {number} AS x FROM events", {"events": view})
        return found == [{"x": (40.0 if number % 3 == 0 else 6.0) + number}]

    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(ask, range(160))) == [True] * 160


ESCAPES = [
    "SELECT * FROM read_text('{secret}')",
    "SELECT * FROM read_parquet('{secret}')",
    "SELECT * FROM '{secret}'",
    "SELECT * FROM '{inside}'",
    "SELECT * FROM read_parquet('{inside}')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM parquet_metadata('{inside}')",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('events')",
    "SELECT (SELECT content FROM read_text('{secret}'))",
    "WITH x AS (SELECT * FROM read_csv('{secret}')) SELECT * FROM x",
    "WITH \"{inside}\" AS (SELECT 1) SELECT * FROM events, '{inside}'",
    "WITH x AS (DELETE FROM events RETURNING *) SELECT * FROM x",
    "SELECT 1; COPY events TO '{folder}/out.parquet'",
    "COPY events TO '{folder}/out.parquet'",
    "COPY (SELECT 1) TO '{folder}/out.parquet'",
    "EXPORT DATABASE '{folder}/out.parquet'",
    "ATTACH '{folder}/out.parquet' AS other",
    "INSTALL httpfs",
    "LOAD '{inside}'",
    "SET memory_limit='1TB'",
    "RESET lock_configuration",
    "PRAGMA database_list",
    "CALL pragma_version()",
    "CREATE TABLE t AS SELECT 1",
    "DROP VIEW events",
    "DESCRIBE events",
    "SHOW ALL TABLES",
    "EXPLAIN ANALYZE SELECT 1",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM pg_catalog.pg_class",
    "SELECT current_setting('allowed_directories')",
    "SELECT getvariable('x')",
    "SELECT nextval('s')",
    "",
]


@pytest.mark.parametrize("sql", ESCAPES)
def test_escapes_are_refused_and_leave_nothing(engine, lake, events, tmp_path, sql):
    secret = tmp_path / "secret.txt"
    secret.write_text("x\n")
    before = {path.name for path in lake.folder.iterdir()}
    text = sql.format(secret=secret, inside=events["events"].files[0], folder=lake.folder)
    with pytest.raises(UsageError):
        engine.read(text, events)
    assert {path.name for path in lake.folder.iterdir()} == before


LOCKED = [
    ("SELECT * FROM read_text('{secret}')", "file system operations are disabled"),
    ("SELECT * FROM read_parquet('{folder}/../secret.txt')", "file system operations are disabled"),
    ("COPY (SELECT 1) TO '{secret}'", "file system operations are disabled"),
    ("ATTACH '{secret}' AS other", "file system operations are disabled"),
    ("INSTALL httpfs", "disabled"),
    ("LOAD httpfs", "disabled"),
    ("SET memory_limit='1TB'", "locked"),
    ("SET enable_external_access=true", "locked|Cannot"),
    ("SET allowed_directories=['/']", "locked|Cannot"),
]


@pytest.mark.parametrize(("sql", "why"), LOCKED)
def test_the_second_wall_holds_where_the_first_is_gone(engine, lake, events, tmp_path, monkeypatch, sql, why):
    secret = tmp_path / "secret.txt"
    secret.write_text("x\n")
    monkeypatch.setattr(duckdb_engine, "tables_named", lambda *_: frozenset())
    with pytest.raises((EngineError, UsageError), match=why):
        engine.read(sql.format(secret=secret, folder=lake.folder), events)
    assert secret.read_text() == "x\n"


def test_python_variables_are_not_tables(engine, events, monkeypatch):
    monkeypatch.setattr(duckdb_engine, "tables_named", lambda *_: frozenset())
    monkeypatch.setattr(duckdb_engine, "hidden", pa.table({"a": [1]}), raising=False)
    with pytest.raises(EngineError, match="hidden does not exist"):
        engine.read("SELECT * FROM hidden", events)
    setting = engine._connection.execute("SELECT current_setting('python_enable_replacements')").fetchall()
    assert setting == [(False,)]


def test_a_cursor_that_failed_is_not_used_again(engine, events):
    engine.read("SELECT * FROM events", events)
    assert len(engine._idle) == 1
    with pytest.raises(EngineError):
        engine.read("SELECT nothing FROM events", events)
    assert len(engine._idle) == 0


def test_a_file_outside_the_folder_is_not_read(engine, tmp_path):
    outside = tmp_path / "outside.parquet"
    pq.write_table(pa.table({"a": [1]}), outside)
    view = TableView("t", pa.schema([("a", pa.int64())]), (str(outside),))
    with pytest.raises(EngineError, match="disabled"):
        engine.read("SELECT * FROM t", {"t": view})


def test_a_view_of_an_earlier_call_is_not_seen(engine, events):
    engine.read("SELECT * FROM events", events)
    sneaky = "SELECT * FROM events, (WITH events AS (SELECT 1) SELECT 2)"
    with pytest.raises((UsageError, EngineError)):
        engine.read(sneaky, {})


def test_the_views_of_the_call_decide_not_those_of_the_cursor(engine, lake, events):
    assert engine.rows("SELECT count(*) AS n FROM events", events) == [{"n": 3}]
    fewer = {"events": TableView("events", lake.schema)}
    assert engine.rows("SELECT count(*) AS n FROM events", fewer) == [{"n": 0}]
    assert engine.rows("SELECT count(*) AS n FROM events", events) == [{"n": 3}]


def test_a_missing_file_has_its_own_error(engine, lake, events):
    assert engine.read("SELECT * FROM events", events).num_rows == 3
    Path(events["events"].files[0]).unlink()
    with pytest.raises(MissingFileError, match="gone"):
        engine.read("SELECT * FROM events", events)
    healed = {"events": TableView("events", lake.schema, (lake.write("again", [{"event_id": "e"}]),))}
    assert engine.read("SELECT * FROM events", healed).num_rows == 1


def test_a_damaged_file_is_an_engine_error(engine, events):
    Path(events["events"].files[0]).write_bytes(b"PAR1 and then nothing of the kind PAR1")
    with pytest.raises(EngineError):
        engine.read("SELECT * FROM events", events)


def test_a_deadline_interrupts_and_the_engine_lives_on(engine, events):
    began = time.monotonic()
    with pytest.raises(DeadlineError, match=re.escape("0.2 seconds")):
        engine.read(SLOW, events, seconds=0.2)
    assert time.monotonic() - began < 5
    assert engine.rows("SELECT count(*) AS n FROM events", events, seconds=30) == [{"n": 3}]


def test_a_deadline_met_does_not_strike_a_later_call(engine, events):
    engine.read("SELECT * FROM events", events, seconds=0.3)
    medium = "SELECT count(*) AS n FROM range(5000) a, range(5000) b WHERE (a.range + b.range) % 7 = 3"
    began = time.monotonic()
    while time.monotonic() - began < 0.6:
        assert engine.read(medium, events).num_rows == 1


def test_a_deadline_stops_its_own_call_only(engine, events):
    def quick(_: int) -> list[dict]:
        return engine.rows("SELECT sum(a.range) AS n FROM range(2000000) a", events, seconds=60)

    with ThreadPoolExecutor(4) as pool:
        slow = pool.submit(lambda: engine.read(SLOW, events, seconds=0.3))
        assert list(pool.map(quick, range(6))) == [[{"n": 1999999000000}]] * 6
        with pytest.raises(DeadlineError):
            slow.result()


def test_mistakes_in_a_select_are_said_in_one_line(engine, events):
    with pytest.raises(EngineError) as wrong:
        engine.read("SELECT nothing_of_this_name FROM events", events)
    assert "\n" not in str(wrong.value)
    with pytest.raises(UsageError, match=r"no table 'evens'\. Did you mean 'events'"):
        engine.read("SELECT * FROM evens", events)
    with pytest.raises(UsageError, match="cannot read this statement"):
        engine.read("SELEC 1", events)


def test_memory_is_limited_and_sorts_spill_where_told(tmp_path):
    temp = tmp_path / "spill"
    with DuckDBEngine(tmp_path, memory_limit="64MB", threads=1, temp=temp) as engine:
        ranked = "SELECT row_number() OVER (ORDER BY md5(range::VARCHAR)) AS place FROM range(1500000)"
        assert engine.rows(f"SELECT max(place) AS n FROM ({ranked})", {}) == [{"n": 1500000}]
        assert temp.is_dir()
        with pytest.raises(EngineError, match="Out of Memory"):
            engine.read("SELECT len(list(md5(range::VARCHAR))) FROM range(5000000)", {})


def test_several_folders_and_links_to_folders(tmp_path, lake):
    path = lake.write("a", [{"event_id": "e"}])
    link = tmp_path / "link"
    link.symlink_to(lake.folder)
    with DuckDBEngine([tmp_path / "none", link], threads=1) as engine:
        for spelling in (path, str(link / Path(path).name)):
            view = {"events": TableView("events", lake.schema, (spelling,))}
            assert engine.read("SELECT * FROM events", view).num_rows == 1


def test_closing_takes_its_temporary_folder_along(tmp_path):
    engine = DuckDBEngine(tmp_path, threads=1)
    folder = engine._own_temp
    assert folder is not None
    engine.close()
    assert not folder.exists()
    with pytest.raises((EngineError, duckdb.Error)):
        engine.read("SELECT 1", {})
