"""Databases that are away for a while: SQLite is held by somebody who writes, PostgreSQL is stopped."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from tests.clew_server.serving import free_port

ROWS = "SELECT id, state, revision FROM surveys_response"


@dataclass
class Sqlite:
    """The file in the data folder; somebody else writes into it for as long as it is away."""

    data: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return next(self.data.rglob("server.sqlite3"))

    @contextmanager
    def away(self) -> Iterator[None]:
        with closing(sqlite3.connect(self.path, timeout=60, isolation_level=None)) as held:
            held.execute("BEGIN EXCLUSIVE")
            yield

    def rows(self) -> dict[str, tuple[str, int]]:
        with closing(sqlite3.connect(self.path)) as line:
            found = line.execute(ROWS).fetchall()
        return {str(UUID(name)): (state, revision) for name, state, revision in found}


@dataclass
class Postgres:
    """A cluster of its own on loopback, which is stopped for as long as it is away."""

    programs: Path
    folder: Path
    port: int = field(default_factory=free_port)

    @property
    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": f"postgresql://clew@127.0.0.1:{self.port}/clew"}

    def run(self, *words: str) -> None:
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        where = [*user, str(self.programs / words[0]), *words[1:]]
        subprocess.run(where, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)

    def begin(self) -> None:
        said = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", said, "start")

    def end(self) -> None:
        self.run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")

    @contextmanager
    def away(self) -> Iterator[None]:
        self.end()
        try:
            yield
        finally:
            self.begin()

    def rows(self) -> dict[str, tuple[str, int]]:
        import psycopg  # noqa: PLC0415 - only where there is one to ask

        with psycopg.connect(self.environment["DATABASE_URL"]) as line:
            return {str(name): (state, revision) for name, state, revision in line.execute(ROWS).fetchall()}


@contextmanager
def sqlite_or_postgresql(kind: str, folder: Path) -> Iterator[Sqlite | Postgres]:
    """Give a database of a kind for a server whose data are in ``folder``/data."""
    if kind == "sqlite":
        yield Sqlite(folder / "data")
        return
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        pytest.skip("no PostgreSQL: install the package postgresql")
    own = Path(tempfile.mkdtemp(prefix="clew-away-"))  # PostgreSQL runs as somebody else, who may not see tmp_path
    if os.getuid() == 0:
        shutil.chown(own, "postgres")
    found = Postgres(programs[-1], own)
    try:
        found.run("initdb", "-D", "data", "-U", "clew", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        found.begin()
        found.run("createdb", "-h", "127.0.0.1", "-p", str(found.port), "-U", "clew", "clew")
        yield found
        found.end()
    finally:
        shutil.rmtree(own)
