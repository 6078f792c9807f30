"""the tracking API: single events and batches of 100 at a running server, beside the same without HTTP."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from lakes import DATA
from measure import Limit, Size
from product import PROGRAM, free_port, wait

from clew.importers.tracking import check_body
from clew.store import open_workspace
from clew.store.delivery import Deliveries
from clew.store.workspace import Workspace
from clew.store.workspace.handle import wall_clock

BATCH, CONNECTIONS = 100, (64, 16)
SECONDS, TURNS = 6.0, 3
#: Batches that are one commit where there is no HTTP: as many as wait at the server at a time.
TOGETHER = 16
#: Stands in a body for the number that makes its messages new.
NUMBER = b"@@@@@@@@@@"


def run(size: Size) -> list[Limit]:
    """Return the limits of what arrives."""
    seconds, turns = (SECONDS, TURNS) if size.name == "full" else (SECONDS / 3, 1)
    DATA.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=DATA, prefix="run-"))
    try:
        alone = [without_http(folder / f"alone-{turn}", seconds) for turn in range(turns)]
        with served(folder / "data") as (port, key):
            singles = [asyncio.run(sent(port, key, 1, seconds)) for _ in range(turns)]
            batches = [asyncio.run(sent(port, key, BATCH, seconds)) for _ in range(turns)]
            sum_of_all = sum(each.count for each in singles + batches)
            fresh = [freshness(folder / "data", port, key, sum_of_all + turn) for turn in range(2 * turns)]
    finally:
        shutil.rmtree(folder)
    return verdicts(alone, singles, batches, fresh)


def verdicts(alone: list[float], singles: list[Sent], batches: list[Sent], fresh: list[float]) -> list[Limit]:
    """Print what was measured and return the limits."""
    base, many = statistics.median(alone), statistics.median(each.events for each in batches)
    one, p99 = statistics.median(each.events for each in singles), statistics.median(each.p99 for each in singles)
    print(f"  without HTTP   {told(alone)} events/s, batches of {BATCH}, {TOGETHER} a commit")
    print(f"  batches        {told([each.events for each in batches])} events/s, p99 {batches[0].p99 * 1000:.0f} ms")
    print(f"  single events  {told([each.events for each in singles])} events/s, p99 {p99 * 1000:.0f} ms")
    print(f"  in the tables  {told(fresh, '.1f')} s after the 200")
    return [
        Limit("batches beside the same without HTTP", many / base, 0.4, "×", at_least=True),
        Limit("batches of 100", many, 60_000, "durable events/s", at_least=True),
        Limit("single events", one, 5000, "durable events/s", at_least=True),
        Limit("single events: p99", p99 * 1000, 50, "ms"),
        Limit("in the tables after the 200, the slowest", max(fresh), 5, "s"),
    ]


def told(figures: list[float], form: str = ",.0f") -> str:
    shown = [format(each, form) for each in (statistics.median(figures), min(figures), max(figures))]
    return f"{shown[0]} ({shown[1]} to {shown[2]}, {len(figures)}x)"


def body_of(count: int) -> bytes:
    """Return a body of ``count`` messages; NUMBER in it stands for what makes them new."""
    messages = [
        {
            "type": "track", "event": "Product Viewed", "userId": f"u{place % 5000}",
            "messageId": f"{NUMBER.decode()}-{place}",
            "timestamp": "2026-11-29T10:00:00.000Z",
            "properties": {"product": f"p{place % 100}", "price": 12.5, "category": "shoes"},
            "context": {
                "library": {"name": "bench", "version": "1"},
                "page": {"path": "/shop/p", "url": "https://shop.example/shop/p"},
            },
        }
        for place in range(count)
    ]  # fmt: skip
    return json.dumps({"batch": messages} if count > 1 else messages[0]).encode()


def numbered(body: bytes) -> Iterator[bytes]:
    """Yield the body again and again, each time with another number."""
    first = time.time_ns() // 1000 % 10**9
    number = first * 10
    while True:
        number += 1
        yield body.replace(NUMBER, b"%010d" % (number % 10**10))


def without_http(folder: Path, seconds: float) -> float:
    """Return how many events a second one process reads and puts on the disk."""
    deliveries = Deliveries.of(open_workspace(folder), wall_clock)
    bodies, count = numbered(body_of(BATCH)), 0
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        for _ in range(TOGETHER):
            deliveries.append("batch", "bench", check_body("batch", next(bodies)))
        deliveries.commit()
        count += TOGETHER * BATCH
    took = time.perf_counter() - began
    deliveries.close()
    return count / took


@contextmanager
def served(data: Path) -> Iterator[tuple[int, str]]:
    """Give the port of a server over ``data`` and a key for servers."""
    port = free_port()
    words = [sys.executable, "-c", PROGRAM, "--data", str(data)]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen([*words, "serve", "--port", str(port)], stdout=log, stderr=subprocess.STDOUT)
        try:
            wait(f"http://127.0.0.1:{port}")
            made = subprocess.run(
                [*words, "key", "create", "bench", "--scope", "server", "--json"],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            yield port, json.loads(made.stdout)["key"]
        finally:
            process.terminate()
            process.wait(30)


@dataclass
class Sent:
    """What clients have sent: how long each waited, how many events that were, and how many a second."""

    seconds: list[float] = field(default_factory=list)
    count: int = 0
    events: float = 0.0

    @property
    def p99(self) -> float:
        """The wait that one of a hundred is longer than."""
        return statistics.quantiles(self.seconds, n=100)[-1]


class Client(asyncio.Protocol):
    """One connection that sends the next body as soon as the last was acknowledged; anything but 200 ends the run."""

    def __init__(self, head: bytes, bodies: Iterator[bytes], until: float, sent: Sent) -> None:
        self._head, self._bodies, self._until, self._sent = head, bodies, until, sent
        self._answer = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to send."""
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._began = time.perf_counter()
        if self._began > self._until:
            self._transport.close()
            self.done.set_result(None)
            return
        body = next(self._bodies)
        self._transport.write(self._head % len(body) + body)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Look whether the answer is whole, then send the next body."""
        self._answer += data
        head, gap, rest = self._answer.partition(b"\r\n\r\n")
        if gap and len(rest) >= int(head.partition(b"content-length: ")[2].split(b"\r\n")[0]):
            if not head.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"not acknowledged: {self._answer!r}")
            self._sent.seconds.append(time.perf_counter() - self._began)
            self._answer = b""
            self._send()


async def sent(port: int, key: str, count: int, seconds: float) -> Sent:
    """Return what many connections send in so many seconds, ``count`` events a request."""
    found, bodies = Sent(), numbered(body_of(count))
    began = time.perf_counter()
    connect: Callable[[], Client] = lambda: Client(head_of(port, key, count), bodies, began + seconds, found)  # noqa: E731
    loop = asyncio.get_running_loop()
    clients = [(await loop.create_connection(connect, "127.0.0.1", port))[1] for _ in range(CONNECTIONS[count > 1])]
    await asyncio.gather(*(client.done for client in clients))
    found.count = len(found.seconds) * count
    found.events = found.count / (time.perf_counter() - began)
    return found


def head_of(port: int, key: str, count: int) -> bytes:
    named = base64.b64encode(f"{key}:".encode()).decode()
    lines = (
        f"POST /v1/{'batch' if count > 1 else 'track'} HTTP/1.1", f"Host: 127.0.0.1:{port}",
        f"Authorization: Basic {named}", "Content-Type: application/json", "Content-Length: %d", "", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


def freshness(data: Path, port: int, key: str, acknowledged: int) -> float:
    """Return the seconds from the 200 of one more event until it is in the tables, where nothing else is sent."""
    store = open_workspace(data)
    until(store, acknowledged, 600)
    reply = httpx.post(
        f"http://127.0.0.1:{port}/v1/track", content=next(numbered(body_of(1))), auth=(key, ""),
        headers={"Content-Type": "application/json"},
    )  # fmt: skip
    reply.raise_for_status()
    return until(store, acknowledged + 1, 60)


def until(store: Workspace, count: int, patience: float, table: str = "events") -> float:
    """Return the seconds until the tables have exactly so many events: none is lost and none is there twice."""
    began = time.perf_counter()
    while (there := store.place.lake.current().table(table).rows) < count:
        if time.perf_counter() - began > patience:
            raise SystemExit(f"{count} {table} were acknowledged and {there} are in the tables")
        time.sleep(0.02)
    if there > count:
        raise SystemExit(f"{count} {table} were acknowledged and {there} are in the tables")
    return time.perf_counter() - began
