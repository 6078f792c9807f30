"""answers to surveys: pages that people send to a running server, beside the same answers without HTTP."""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from collect import told, until
from lakes import DATA
from measure import Limit, Size
from product import PROGRAM, free_port, wait

from clew.importers.tracking import Checked
from clew.store import open_workspace
from clew.store.delivery import Deliveries
from clew.store.workspace.handle import wall_clock
from clew.surveys import Survey, load_survey
from clew.surveys.running import Answer, feedback_rows, read_form, route

CONNECTIONS, SECONDS, TURNS = 64, 8.0, 3
#: Pages that are one commit where there is no HTTP: as many as wait at the server at a time.
TOGETHER = 32
TEXT = """
format: 1
id: bench
title: How was it?
program: transactional
pages:
  - id: first
    questions:
      - {id: satisfied, type: csat, text: Are you satisfied?, required: true}
      - id: reasons
        type: multiple
        text: Why?
        options: [{id: price, text: Price}, {id: time, text: Time}, {id: people, text: People}]
  - id: last
    questions:
      - {id: score, type: nps, text: How likely are you to recommend us?}
      - {id: words, type: long_text, text: What else?}
"""
FIRST = {"asked": ["satisfied,reasons"], "q.satisfied": ["4"], "q.reasons": ["price", "people"]}
LAST = {"asked": ["score,words"], "q.score": ["9"], "q.words": ["All was well and quick, thank you."]}
PUBLISH = """
import sys
from pathlib import Path
from clew_server.starting import load_django
load_django(Path(sys.argv[1]))
from clew_server.accounts.models import Workspace
from clew_server.surveys.answering.sealing import new_id, seal_id
from clew_server.surveys.keeping import create, publish
from clew_server.surveys.links import new_slug
from clew_server.surveys.models import Distribution
survey = create(Workspace.objects.get(), None, sys.argv[2])
publish(survey, None)
print(Distribution.objects.create(survey=survey, kind="link", name="bench", slug=new_slug(), state="running").slug)
for _ in range(int(sys.argv[3])):
    print(seal_id(new_id()))
"""
#: So many responses can be begun in a run: their ids are the server's own, as they stand on the pages it shows.
MOST_BEGUN = 200_000


def run(size: Size) -> list[Limit]:
    """Return the limits of answers."""
    seconds, turns = (SECONDS, TURNS) if size.name == "full" else (SECONDS / 4, 1)
    DATA.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=DATA, prefix="run-"))
    survey = load_survey(TEXT)
    rows = len(feedback_rows(survey, {}, response_id="r"))
    try:
        alone = [without_http(folder / f"alone-{turn}", survey, seconds / 2) for turn in range(turns)]
        with served(folder / "data") as (port, slug, ids):
            sent = [asyncio.run(answered(port, slug, ids, seconds)) for _ in range(turns)]
            wanted = rows * sum(each.responses for each in sent)
            fresh = until(open_workspace(folder / "data"), wanted, 600, "feedback")
    finally:
        shutil.rmtree(folder)
    return verdicts(alone, sent, fresh)


def verdicts(alone: list[float], sent: list[Sent], fresh: float) -> list[Limit]:
    """Print what was measured and return the limits."""
    base, pages = statistics.median(alone), statistics.median(each.rate for each in sent)
    p99 = statistics.median(each.p99 for each in sent)
    print(f"  without HTTP  {told(alone)} pages/s, {TOGETHER} a commit")
    print(f"  answered      {told([each.rate for each in sent])} pages/s, p99 {p99 * 1000:.0f} ms")
    print(f"  all of them in the tables {fresh:.1f} s after the last")
    return [
        Limit("answer pages", pages, 500, "durable pages/s", at_least=True),
        Limit("answer pages beside the same without HTTP", pages / base, 0.1, "×", at_least=True),
    ]


def without_http(folder: Path, survey: Survey, seconds: float) -> float:
    """Return how many pages a second one process reads, turns into rows and puts on the disk."""
    deliveries, count = Deliveries.of(open_workspace(folder), wall_clock), 0
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        for _ in range(TOGETHER // 2):
            answers: dict[str, Answer] = {}
            response_id = str(uuid.uuid4())
            for form in (FIRST, LAST):
                at = route(survey, answers)
                answers |= read_form(at.page, form, at.known).answers  # type: ignore[arg-type]
                rows = feedback_rows(survey, answers, response_id=response_id)
                texts = [msgspec.json.encode({"messageId": uuid.uuid4().hex, **row}).decode() for row in rows]
                deliveries.append("feedback", "bench", Checked(texts, None, "", []))
                count += 1
        deliveries.commit()
    took = time.perf_counter() - began
    deliveries.close()
    return count / took


@contextmanager
def served(data: Path) -> Iterator[tuple[int, str, Iterator[str]]]:
    """Give the port of a server over ``data``, the slug of a survey's public link, ids of responses to it."""
    port = free_port()
    words = [sys.executable, "-c", PROGRAM, "--data", str(data), "serve", "--port", str(port)]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT, env=environment())
        try:
            wait(f"http://127.0.0.1:{port}")
            words = [sys.executable, "-c", PUBLISH, str(data), TEXT, str(MOST_BEGUN)]
            slug, *ids = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
            yield port, slug, iter(ids)
        finally:
            process.terminate()
            process.wait(30)


def environment() -> dict[str, str]:
    return {**os.environ, "CLEW_SURVEY_ADDRESS_REQUESTS": "10000000"}


@dataclass
class Sent:
    """What people have answered: how long each page waited, how many responses, how many pages a second."""

    seconds: list[float] = field(default_factory=list)
    responses: int = 0
    rate: float = 0.0

    @property
    def p99(self) -> float:
        """The wait that one of a hundred is longer than."""
        return statistics.quantiles(self.seconds, n=100)[-1]


class Person(asyncio.Protocol):
    """One connection that answers a survey page by page, and again; anything but the way on ends the run."""

    def __init__(self, port: int, slug: str, ids: Iterator[str], until: float, sent: Sent) -> None:
        self._port, self._slug, self._ids, self._until, self._sent = port, slug, ids, until, sent
        self._response, self._reply = "", b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to answer."""
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._began = time.perf_counter()
        if self._response:
            self._post(f"/s/r/{self._response}/last", LAST)
            self._response = ""
        elif self._began > self._until:
            self._transport.close()
            self.done.set_result(None)
        else:
            self._response = next(self._ids)
            self._sent.responses += 1
            self._post(f"/s/{self._slug}", {**FIRST, "seed": [self._response]})

    def _post(self, path: str, fields: dict[str, list[str]]) -> None:
        body = "&".join(f"{name}={value.replace(' ', '+')}" for name, values in fields.items() for value in values)
        lines = (
            f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{self._port}",
            "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}", "", body,
        )  # fmt: skip
        self._transport.write("\r\n".join(lines).encode())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Look whether the reply is whole, then send the next page."""
        self._reply += data
        head, gap, rest = self._reply.partition(b"\r\n\r\n")
        if gap and len(rest) >= int(head.partition(b"content-length: ")[2].split(b"\r\n")[0]):
            if not head.startswith(b"HTTP/1.1 303"):
                raise SystemExit(f"not saved: {self._reply[:2000]!r}")
            self._sent.seconds.append(time.perf_counter() - self._began)
            self._reply = b""
            self._send()


async def answered(port: int, slug: str, ids: Iterator[str], seconds: float) -> Sent:
    """Return what many people answer in so many seconds."""
    sent, loop, began = Sent(), asyncio.get_running_loop(), time.perf_counter()
    people = [
        (await loop.create_connection(lambda: Person(port, slug, ids, began + seconds, sent), "127.0.0.1", port))[1]
        for _ in range(CONNECTIONS)
    ]
    await asyncio.gather(*(person.done for person in people))
    sent.rate = len(sent.seconds) / (time.perf_counter() - began)
    return sent
