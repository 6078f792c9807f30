"""The database is away while people answer, and the server is killed: all is taken, and all is there once, afterwards.

SQLite is away for who writes while somebody else holds it; PostgreSQL is stopped, and nothing can be asked at all.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from tests.clew_server.serving import free_port, serving
from tests.crash.test_answers_kill import Answering, alive, asked, id_in, post, published, stored_in

PEOPLE = 12
PATIENCE = 60
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


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path) -> Iterator[Sqlite | Postgres]:
    if request.param == "sqlite":
        yield Sqlite(tmp_path / "data")
        return
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        pytest.skip("no PostgreSQL: install the package postgresql")
    folder = Path(tempfile.mkdtemp(prefix="clew-away-"))  # PostgreSQL runs as somebody else, who may not see tmp_path
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    found = Postgres(programs[-1], folder)
    try:
        found.run("initdb", "-D", "data", "-U", "clew", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        found.begin()
        found.run("createdb", "-h", "127.0.0.1", "-p", str(found.port), "-U", "clew", "clew")
        yield found
        found.end()
    finally:
        shutil.rmtree(folder)


@dataclass
class Person:
    """Somebody who answers: the hidden fields of the first page they were shown."""

    sealed: str
    began: str

    def answer(self, line: http.client.HTTPConnection, answering: Answering, page: str) -> None:
        """Send a page until it is taken."""
        address = f"/s/{answering.slug}" if page == "one" else f"/s/r/{self.sealed}/{page}"
        form = {"asked": f"q_{page}", f"q.q_{page}": 7, "seed": self.sealed, "began": self.began}
        assert post(line, answering, address, form)
        answering.acknowledged[id_in(self.sealed), f"q_{page}"] = 7


def shown_to(line: http.client.HTTPConnection, answering: Answering) -> Person:
    page = asked(line, answering, 200, "GET", f"/s/{answering.slug}").decode()
    return Person(*(re.search(f'name="{name}" value="([^"]+)"', page)[1] for name in ("seed", "began")))


def waiting(data: Path) -> int:
    """How many lines wait in files."""
    return sum(path.read_bytes().count(b"\n") for path in data.glob("*/unsettled/answers*") if path.suffix != ".lock")


def test_answers_are_taken_without_the_database_and_all_of_them_follow(database, tmp_path):
    data, log, port, more = tmp_path / "data", tmp_path / "log", free_port(), database.environment
    with serving(data, port, **more):
        answering = Answering(port, published(data, **more))
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with alive(data, port, log, **more) as process:
        people = [shown_to(line, answering) for _ in range(PEOPLE)]
        early, late = people[: PEOPLE // 2], people[PEOPLE // 2 :]
        for one in early:
            one.answer(line, answering, "one")
        answering.refusals.clear()  # those of a server that began
        with database.away():
            began = time.monotonic()
            for some, page in ((late, "one"), (people, "two"), (early, "three")):
                for one in some:
                    one.answer(line, answering, page)
            print(f"{len(people) * 2} pages in {time.monotonic() - began:.1f} s")  # noqa: T201
            assert answering.refusals == set()
            assert waiting(data) == len(people) * 2
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    line.close()
    assert sorted(database.rows().values()) == [("started", 1)] * len(early)
    with serving(data, port, **more) as served:
        until = time.monotonic() + PATIENCE
        while waiting(data):
            assert time.monotonic() < until, "what waits is not written"
            time.sleep(0.1)
        for one in late:
            one.answer(line, answering, "three")
        line.close()
        assert "wait for the database since the server ended" in served.said()
    assert database.rows() == {id_in(one.sealed): ("finished", 3) for one in people}
    stored = stored_in(data)
    assert {key: stored.get(key) for key in answering.acknowledged} == answering.acknowledged
