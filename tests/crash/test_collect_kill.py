"""The server is killed again and again while clients send and send again: nothing acknowledged lost, nothing twice."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import random
import signal
import subprocess
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.clew_server.serving import command, environment, free_port, serving, told

from clew.engines.view_sql import view_sql
from clew.store import open_workspace
from clew.store.journal import verify_journal

CLIENTS, BATCH = 8, 50
#: Seconds that the server lives at least and at most after it first answered.
LIVES = (0.05, 2.0)
PATIENCE = 120
#: Seconds between two batches of a client: enough traffic to be met at any moment, and soon loaded afterwards.
PAUSE = 0.15


@dataclass
class Sending:
    """What clients share: where they send to, what has been acknowledged, when they are to end."""

    port: int
    key: str
    ledger: Path
    acknowledged: int = 0
    answers: int = 0
    refusals: dict[int, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    done: threading.Event = field(default_factory=threading.Event)

    def note(self, ids: list[str], file: int) -> None:
        """Write down what was acknowledged: it counts once the client itself has it on the disk."""
        os.write(file, "".join(f"{one}\n" for one in ids).encode())
        os.fsync(file)
        with self.lock:
            self.acknowledged += len(ids)
            self.answers += 1


def client(sending: Sending, number: int, seed: int) -> None:
    """Send batch after batch; each again until it is acknowledged, some once more after that."""
    rng = random.Random(seed * 1000 + number)  # noqa: S311 - it must repeat
    file = os.open(sending.ledger.with_name(f"client-{number}"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    line = http.client.HTTPConnection("127.0.0.1", sending.port, timeout=10)
    batch = 0
    while not sending.done.is_set():
        ids = [f"c{number}-{batch}-{place}" for place in range(rng.randint(1, 2 * BATCH))]
        if all(post(line, sending, ids) for _ in range(1 + (rng.random() < 0.2))):
            sending.note(ids, file)
        time.sleep(rng.uniform(0, 2 * PAUSE))
        batch += 1
    line.close()
    os.close(file)


def post(line: http.client.HTTPConnection, sending: Sending, ids: list[str]) -> bool:
    """Send until it is acknowledged; false where it is time to end before it was."""
    events = [
        {"type": "track", "messageId": one, "userId": f"u{hash(one) % 500}", "event": "Order Completed",
         "properties": {"order_id": one, "total": 1, "currency": "EUR"}}
        for one in ids
    ]  # fmt: skip
    while not sending.done.is_set():
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())  # stamped anew at each try, as SDKs do
        body = gzip.compress(json.dumps({"batch": events, "sentAt": now}).encode(), 1)
        headers = {"Authorization": "Basic " + b64encode(f"{sending.key}:".encode()).decode(),
                   "Content-Type": "application/json", "Content-Encoding": "gzip"}  # fmt: skip
        try:
            line.request("POST", "/v1/batch", body, headers)
            reply = line.getresponse()
            reply.read()
        except (OSError, http.client.HTTPException):
            line.close()
            time.sleep(0.05)
            continue
        if reply.status == 200:
            return True
        with sending.lock:
            sending.refusals[reply.status] = sending.refusals.get(reply.status, 0) + 1
        time.sleep(0.05)
    return False


@contextmanager
def alive(data: Path, port: int, log: Path) -> Iterator[subprocess.Popen]:
    """The server as a process that will be killed with all its children."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            command("--data", str(data), "serve", "--port", str(port)),
            stdout=out, stderr=out, start_new_session=True, env=environment(),
        )  # fmt: skip
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def kill_and_kill(tmp_path: Path, *, kills: int, wanted: int, seed: int) -> None:
    data, log, port = tmp_path / "data", tmp_path / "log", free_port()
    with serving(data, port):
        key = json.loads(told(data, "key", "create", "for tests", "--scope", "server", "--json"))["key"]
    sending = Sending(port, key, tmp_path / "ledger")
    clients = [threading.Thread(target=client, args=(sending, number, seed)) for number in range(CLIENTS)]
    rng, killed = random.Random(seed), 0  # noqa: S311 - it must repeat
    for one in clients:
        one.start()
    try:
        while killed < kills or sending.acknowledged < wanted:
            with alive(data, port, log) as process:
                before, until = sending.answers, time.monotonic() + PATIENCE
                while sending.answers == before:
                    assert process.poll() is None, log.read_text()[-2000:]
                    assert time.monotonic() < until, f"nothing acknowledged: {sending.refusals}"
                    time.sleep(0.01)
                time.sleep(rng.uniform(*LIVES))
            killed += 1
    finally:
        sending.done.set()
        for one in clients:
            one.join()
    acknowledged = [one for path in tmp_path.glob("client-*") for one in path.read_text().split()]
    print(f"seed {seed}: {killed} kills, {len(acknowledged)} acknowledged, refused {sending.refusals}")  # noqa: T201
    assert killed >= kills
    assert len(acknowledged) >= wanted
    assert not set(sending.refusals) - {429, 503}
    stored = stored_in(data)
    assert len(stored["events"]) == len(set(stored["events"])), "counted twice"
    assert set(acknowledged) <= set(stored["events"]), "lost"
    assert sorted(stored["events"]) == sorted(stored["purchases"])


def stored_in(data: Path) -> dict[str, list[str]]:
    """The ids in the tables, once all that is in the journal is there; the journal is whole."""
    workspace = open_workspace(data)
    snapshot = workspace.snapshot()
    workspace.catch_up()
    assert verify_journal(workspace.place.journal_folder) == []
    snapshot = workspace.snapshot()
    with workspace.place.bench() as (bench, _):
        return {
            table: bench.run(f'SELECT "{column}" AS id FROM ({view_sql(snapshot.views[table])})')["id"].to_pylist()
            for table, column in (("events", "event_id"), ("purchases", "purchase_id"))
        }


def test_thirty_kills_lose_nothing_that_was_acknowledged(tmp_path):
    kill_and_kill(tmp_path, kills=30, wanted=50_000, seed=random.randrange(10_000))  # noqa: S311 - printed


@pytest.mark.deep
def test_three_hundred_kills_lose_nothing_of_a_million(tmp_path):
    kill_and_kill(tmp_path, kills=300, wanted=1_000_000, seed=random.randrange(10_000))  # noqa: S311 - printed
