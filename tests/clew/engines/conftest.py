"""A small lake, an engine over it, the dialects, and a PostgreSQL where the machine has one."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot

from clew.engines.compile import DIALECTS, compile_everywhere, compile_expression
from clew.engines.duckdb_engine import DuckDBEngine
from clew.engines.views import TableView

SCHEMA = pa.schema(
    [
        ("event_id", pa.string()),
        ("customer_id", pa.string()),
        ("occurred_at", pa.timestamp("us")),
        ("rating", pa.float64()),
        ("amount", pa.decimal128(18, 4)),
        ("order_id", pa.string()),
        ("journal_ref", pa.struct([("segment", pa.string()), ("record", pa.int64()), ("row", pa.int64())])),
    ]
)


class Lake:
    """Writes Parquet files for views."""

    schema = SCHEMA

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, name: str, rows: list[dict], schema: pa.Schema = SCHEMA) -> str:
        path = self.folder / f"{name}.parquet"
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
        return str(path)

    def dead(self, *rows: tuple[str, int]) -> str:
        schema = pa.schema([("file", pa.string()), ("row", pa.int64())])
        return self.write("dead", [{"file": file, "row": row} for file, row in rows], schema)

    def lookup(self, name: str, columns: tuple[str, str], pairs: dict[str, str]) -> str:
        schema = pa.schema([(column, pa.string()) for column in columns])
        return self.write(name, [dict(zip(columns, pair, strict=True)) for pair in pairs.items()], schema)


def event(number: int, **given) -> dict:
    return {"event_id": f"e{number}", "customer_id": f"c{number}", "rating": float(number), **given}


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


@pytest.fixture
def engine(lake):
    with DuckDBEngine(lake.folder, memory_limit="500MB", threads=2) as made:
        yield made


@pytest.fixture
def events(lake):
    """A clean view of three events."""
    return {"events": TableView("events", SCHEMA, (lake.write("a", [event(n) for n in (1, 2, 3)]),))}


@pytest.fixture
def assert_compiles():
    """Check that an expression compiles for every dialect and that what comes out is that dialect's SQL."""

    def check(expression) -> dict[str, str]:
        texts = compile_everywhere(expression)
        for dialect in DIALECTS:
            sqlglot.parse_one(texts[dialect], dialect="spark" if dialect == "pyspark" else dialect)
        return texts

    return check


@pytest.fixture(scope="session")
def postgres():
    """A function that runs SQL on a throw-away PostgreSQL and gives the lines; skipped where there is none."""
    if shutil.which("initdb") is None or shutil.which("psql") is None:
        pytest.skip("no PostgreSQL on this machine")
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        who = {"user": "nobody"} if os.geteuid() == 0 else {}
        if who:
            os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
        _run(["initdb", "-D", f"{folder}/d", "-A", "trust", "-U", "clew", "--no-sync", "-E", "UTF8"], **who)
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c timezone=America/New_York"
        _run(["pg_ctl", "-D", f"{folder}/d", "-o", options, "-w", "-l", f"{folder}/log", "start"], **who)
        try:
            yield lambda sql: _run(["psql", "-h", folder, "-U", "clew", "-d", "postgres", "-qAtX", "-c", sql]).split(
                "\n"
            )
        finally:
            _run(["pg_ctl", "-D", f"{folder}/d", "-m", "immediate", "stop"], **who)


def _run(command: list[str], **options) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd="/", **options).stdout.rstrip("\n")


@pytest.fixture(scope="session")
def on_duckdb(tmp_path_factory):
    """A function that runs an Ibis table expression over memory tables on a DuckDB and gives its rows."""
    with DuckDBEngine(tmp_path_factory.mktemp("lake"), memory_limit="500MB", threads=2) as made:

        def run(expression: ibis.Table) -> list[dict]:
            return made.rows(compile_expression(expression), {})

        yield run
