"""The server is killed while people answer: every page that was acknowledged is in the tables, and none twice."""

from __future__ import annotations

import base64
import http.client
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.clew_server.serving import command, environment, free_port, serving

from clew.engines.view_sql import view_sql
from clew.store import open_workspace
from clew.store.journal import verify_journal

KILLS, PEOPLE = 10, 6
#: Seconds that the server lives at least and at most after it first answered.
LIVES = (0.02, 1.2)
PATIENCE = 120
PAGES = ("one", "two", "three")
SURVEY = "format: 1\nid: killed\ntitle: T\nprogram: none\npages:\n" + "".join(
    f"  - id: {page}\n    questions:\n      - {{id: q_{page}, type: rating, min: 0, max: 10, text: Q?}}\n"
    for page in PAGES
)
#: Makes a survey that is open and a public link to it, in a process of its own; prints the link's slug.
PUBLISH = """
import sys
from pathlib import Path
from clew_server.starting import load_django
load_django(Path(sys.argv[1]))
from clew_server.accounts.models import Workspace
from clew_server.surveys.keeping import create, publish
from clew_server.surveys.links import new_slug
from clew_server.surveys.models import Distribution
survey = create(Workspace.objects.get(), None, sys.argv[2])
publish(survey, None)
way = Distribution.objects.create(survey=survey, kind="link", name="link", slug=new_slug(), state="running")
print(way.slug)
"""


@dataclass
class Answering:
    """What people share: where they answer, and what has been acknowledged (response, question: rating)."""

    port: int
    slug: str
    acknowledged: dict[tuple[str, str], int] = field(default_factory=dict)
    refusals: set[int] = field(default_factory=set)
    done: threading.Event = field(default_factory=threading.Event)


def person(answering: Answering, seed: int) -> None:
    """Answer the survey again and again, each page until it is acknowledged; some pages twice, some changed."""
    rng = random.Random(seed)  # noqa: S311 - it must repeat
    line = http.client.HTTPConnection("127.0.0.1", answering.port, timeout=10)
    while not answering.done.is_set():
        sealed = opened(line, answering)
        response = id_in(sealed) if sealed else ""
        for page in PAGES if response else ():
            rating, address = (
                rng.randint(0, 10),
                f"/s/r/{sealed}/{page}" if page != "one" else f"/s/{answering.slug}",
            )
            for _ in range(1 + (rng.random() < 0.2)):
                if not post(line, answering, address, {"asked": f"q_{page}", f"q.q_{page}": rating, "seed": sealed}):
                    break
                answering.acknowledged[response, f"q_{page}"] = rating
    line.close()


def opened(line: http.client.HTTPConnection, answering: Answering) -> str:
    """The sealed id that the first page gives along; "" where it is time to end before it was shown."""
    page = asked(line, answering, 200, "GET", f"/s/{answering.slug}")
    return re.search(rb'name="seed" value="([^"]+)"', page)[1].decode() if page else ""


def id_in(sealed: str) -> str:
    """The id of a response in its sealed form."""
    return str(uuid.UUID(bytes=base64.urlsafe_b64decode(sealed + "==")[:16]))


def post(line: http.client.HTTPConnection, answering: Answering, address: str, form: dict[str, object]) -> bool:
    """Send until it is acknowledged; false where it is time to end before it was."""
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    return asked(line, answering, 303, "POST", address, urlencode(form), head) is not None


def asked(line: http.client.HTTPConnection, answering: Answering, status: int, *request: object) -> bytes | None:
    """Ask until it is answered with a status; None where it is time to end before it was."""
    while not answering.done.is_set():
        try:
            line.request(*request)
            reply = line.getresponse()
            body = reply.read()
        except (OSError, http.client.HTTPException):
            line.close()
            time.sleep(0.05)
            continue
        if reply.status == status:
            return body
        answering.refusals.add(reply.status)
        time.sleep(0.05)
    return None


@contextmanager
def alive(data: Path, port: int, log: Path, **more: str) -> Iterator[subprocess.Popen]:
    """The server as a process that will be killed with all its children."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            command("--data", str(data), "serve", "--port", str(port)), stdout=out, stderr=out,
            start_new_session=True, env=environment(CLEW_SURVEY_ADDRESS_REQUESTS="10000000", **more),
        )  # fmt: skip
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def published(data: Path, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PUBLISH, str(data), SURVEY],
        capture_output=True,
        text=True,
        env=environment(**more),
        check=True,
    )
    return done.stdout.strip()


def test_ten_kills_lose_no_answer_that_was_acknowledged_and_count_none_twice(tmp_path):
    data, log, port, seed = tmp_path / "data", tmp_path / "log", free_port(), random.randrange(10_000)  # noqa: S311
    with serving(data, port):
        slug = published(data)
    answering, rng = Answering(port, slug), random.Random(seed)  # noqa: S311 - it must repeat
    people = [threading.Thread(target=person, args=(answering, seed * 100 + number)) for number in range(PEOPLE)]
    for one in people:
        one.start()
    try:
        for _ in range(KILLS):
            with alive(data, port, log) as process:
                before, until = len(answering.acknowledged), time.monotonic() + PATIENCE
                while len(answering.acknowledged) == before:
                    assert process.poll() is None, log.read_text()[-2000:]
                    assert time.monotonic() < until, f"nothing acknowledged: {answering.refusals}"
                    time.sleep(0.01)
                time.sleep(rng.uniform(*LIVES))
    finally:
        answering.done.set()
        for one in people:
            one.join()
    acknowledged = dict(answering.acknowledged)
    print(f"seed {seed}: {KILLS} kills, {len(acknowledged)} acknowledged, refused {answering.refusals}")  # noqa: T201
    assert not answering.refusals - {503}
    assert len(acknowledged) > KILLS * PEOPLE
    stored = stored_in(data)
    assert {key: stored.get(key) for key in acknowledged} == acknowledged


def stored_in(data: Path) -> dict[tuple[str, str], int | None]:
    """The ratings in the tables by response and question, once all of the journal is there; none is there twice."""
    workspace = open_workspace(data)
    workspace.catch_up()
    assert verify_journal(workspace.place.journal_folder) == []
    snapshot = workspace.snapshot()
    with workspace.place.bench() as (bench, _):
        found = bench.run(
            f"SELECT feedback_id, question, rating FROM ({view_sql(snapshot.views['feedback'])})"
        ).to_pylist()
    assert len({row["feedback_id"] for row in found}) == len(found), "counted twice"
    return {(row["feedback_id"].split("|")[0], row["question"]): row["rating"] for row in found}
