"""The database is away while people answer, and the server is killed: all is taken, and all is there once, afterwards.

SQLite is away for who writes while somebody else holds it; PostgreSQL is stopped, and nothing can be asked at all.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from tests.clew_server.serving import free_port, serving
from tests.crash.test_answers_kill import Answering, alive, asked, id_in, post, published, stored_in

PEOPLE = 12
PATIENCE = 60


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
