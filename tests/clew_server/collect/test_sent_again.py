"""Batches sent again and again, by several clients at the same moment, after a restart, days later: each once."""

from __future__ import annotations

import http.client
import json
import random
import time
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from tests.clew_server.serving import changed, serving, told

from clew.engines.view_sql import view_sql
from clew.store import open_workspace
from clew.store.loading.blocks import decode_block
from clew.store.mending.quarantine import list_set_aside
from clew.store.snapshot import Snapshot
from clew.store.workspace import Workspace

CLIENTS, BATCHES, EACH, TRIES = 8, 20, 8, 10
#: So many ids are said with two contents, one long after the other or both at the same moment.
DISPUTED = 6
DAYS = 3
LATER = """
from datetime import timedelta
from clew.store.workspace import handle
today = handle.wall_clock
handle.wall_clock = lambda: today() + timedelta(days={days})
"""
Message = dict[str, Any]
#: A batch and the workspace that it is sent to; what is sent at the same moment.
Sending = tuple[str, list[Message]]
Round = list[Sending]
#: The batches that come to the other workspace too.
OF_OTHER = (*range(DISPUTED), *range(DISPUTED, BATCHES, 4))


def batch_of(number: int) -> list[Message]:
    """Messages of several kinds; an order is a purchase too."""
    kinds = (
        lambda name: {"type": "track", "event": "Order Completed",
                      "properties": {"order_id": name, "total": 1, "currency": "EUR"}},
        lambda name: {"type": "page", "name": "Basket", "properties": {"path": f"/{name}"}},
        lambda name: {"type": "screen", "name": "Home", "properties": {"nth": name}},
    )  # fmt: skip
    names = [f"m{number}-{place}" for place in range(EACH)]
    return [{"messageId": name, "userId": f"u{number}", **kinds[nth % 3](name)} for nth, name in enumerate(names)]


def disputed(kind: str, number: int, plan: str) -> list[Message]:
    told = {"type": "track", "event": "Chosen", "userId": "u", "properties": {"plan": plan}}
    return [{"messageId": f"{kind}{number}", **told}]


def stamped(batch: list[Message], rng: random.Random) -> bytes:
    """The batch as a client sends it at another try: all times anew, by a clock that is days off."""
    sent = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=rng.randrange(10**6))
    library = {"library": {"name": "sdk", "version": str(rng.randrange(9))}}
    messages = [
        {**message, "timestamp": (sent - timedelta(seconds=rng.randrange(3600))).isoformat(), "context": library}
        for message in batch
    ]
    rng.shuffle(messages)
    return json.dumps({"batch": messages, "sentAt": sent.isoformat()}).encode()


def before_and_after(rng: random.Random) -> tuple[list[Round], list[Round]]:
    """What is sent before the restart and after it: each batch one to five times, in any order."""
    sides: tuple[list[Sending], list[Sending]] = ([], [])
    for number in range(BATCHES):
        for _ in range(rng.randint(1, 5)):
            sides[rng.randrange(2)].append(("main", batch_of(number)))
    before, after = (rounds(side, rng) for side in sides)
    return [[("main", disputed("late", number, "gold"))] for number in range(DISPUTED)] + before, after


def rounds(sendings: list[Sending], rng: random.Random) -> list[Round]:
    """All of one side of the restart in rounds, with what comes on both: the same at the same moment, disputes."""
    sendings += [("other", batch_of(number)) for number in OF_OTHER for _ in range(rng.randint(1, 3))]
    for number in range(DISPUTED):
        sendings += [("main", disputed("late", number, plan)) for plan in ("silver", "gold", "silver")]
    rng.shuffle(sendings)
    found = [sendings[start : start + CLIENTS] for start in range(0, len(sendings), CLIENTS)]
    for number in range(DISPUTED):
        found.append([("main", disputed("race", number, f"plan {client % 2}")) for client in range(CLIENTS)])
        found.append([(("main", "other")[client % 2], batch_of(number)) for client in range(CLIENTS)])
    rng.shuffle(found)
    return found


def send(port: int, keys: dict[str, str], sent: list[Round], seed: int) -> None:
    """Send all rounds by eight clients that wait for each other before every one."""
    barrier = Barrier(CLIENTS)

    def client(number: int) -> None:
        rng = random.Random(seed * 100 + number)  # noqa: S311 - it must repeat
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
            try:
                for each in sent:
                    to, body = (each[number][0], stamped(each[number][1], rng)) if number < len(each) else ("", b"")
                    barrier.wait(60)
                    if body:
                        post(line, keys[to], body)
            except BaseException:
                barrier.abort()
                raise

    with ThreadPoolExecutor(CLIENTS) as pool:
        done = [pool.submit(client, number) for number in range(CLIENTS)]
    broken = [error for each in done if (error := each.exception())]
    for error in sorted(broken, key=lambda error: isinstance(error, BrokenBarrierError)):
        raise error  # the one that broke it, before those that waited for it


def post(line: http.client.HTTPConnection, key: str, body: bytes) -> None:
    """Send until it is acknowledged, as a client does that a busy machine's server puts off."""
    basic = "Basic " + b64encode(f"{key}:".encode()).decode()
    for _ in range(TRIES):
        line.request("POST", "/v1/batch", body, {"Authorization": basic, "Content-Type": "application/json"})
        reply = line.getresponse()
        said = json.loads(reply.read())
        if reply.status != 503:
            break
        time.sleep(int(reply.headers["retry-after"]))
    assert (reply.status, said.get("quarantined")) == (200, 0), said


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workspace]:
    """Two workspaces to which all was sent: to one server, and days later to the next."""
    folder = tmp_path_factory.mktemp("again")
    data, seed = folder / "data", random.randrange(10_000)  # noqa: S311 - printed
    print(f"seed {seed}")  # noqa: T201
    before, after = before_and_after(random.Random(seed))  # noqa: S311 - it must repeat
    for name in ("main", "other"):
        open_workspace(data, name)
    with serving(data) as served:
        keys = {name: key_of(data, name) for name in ("main", "other")}
        send(served.port, keys, before, seed)
    with serving(data, PYTHONPATH=changed(folder / "later", LATER.format(days=DAYS))) as served:
        send(served.port, keys, after, seed + 1)
    return {name: open_workspace(data, name) for name in keys}


def key_of(data: Path, workspace: str) -> str:
    words = ("--workspace", workspace, "key", "create", "again", "--scope", "server", "--json")
    return json.loads(told(data, *words))["key"]


def came(store: Workspace) -> list[tuple[datetime, Message]]:
    """All messages as they came, in journal order, with the time they were received at."""
    found = []
    for record in store.place.journal.read():
        if record.kind == "api" and record.body:
            texts = decode_block(record.body).rows.column("message").to_pylist()
            found += [(record.received_at, json.loads(text)) for text in texts]
    return found


def rows(store: Workspace, table: str) -> list[dict[str, Any]]:
    snapshot = Snapshot(store.place, store.catch_up().manifest)
    with store.place.bench() as (bench, _):
        return bench.run(view_sql(snapshot.views[table])).to_pylist()


def test_they_did_come_again_on_another_day_and_at_the_same_moment(stores):
    """Without this the others would prove nothing."""
    said = came(stores["main"])
    days = [at for at, message in said if message["messageId"] == "m0-0"]
    assert max(days) - min(days) > timedelta(days=DAYS) - timedelta(hours=1)
    assert len(said) > 2 * BATCHES * EACH
    assert len({message["timestamp"] for _, message in said if message["messageId"] == "m0-0"}) > 3


@pytest.mark.parametrize("name", ["main", "other"])
def test_each_id_is_one_event_in_each_workspace_it_came_to(stores, name):
    numbers = range(BATCHES) if name == "main" else OF_OTHER
    sent = [message["messageId"] for number in numbers for message in batch_of(number)]
    disputes = [f"{kind}{number}" for kind in ("late", "race") for number in range(DISPUTED)] if name == "main" else []
    assert sorted(row["event_id"] for row in rows(stores[name], "events")) == sorted(sent + disputes)
    orders = [message["messageId"] for number in numbers for message in batch_of(number)[::3]]
    assert sorted(row["purchase_id"] for row in rows(stores[name], "purchases")) == sorted(orders)


def test_the_same_id_with_other_content_is_a_conflict_and_what_came_first_stands(stores):
    store = stores["main"]
    plans = [(message["messageId"], message["properties"].get("plan")) for _, message in came(store)]
    first = dict(reversed(plans))
    stands = {row["event_id"]: json.loads(row["properties"]).get("plan") for row in rows(store, "events")}
    assert stands == first
    assert {stands[f"late{number}"] for number in range(DISPUTED)} == {"gold"}
    _, aside = list_set_aside(store.place, limit=10_000)
    assert sorted(row["value"] for row in aside) == sorted(one for one, plan in plans if plan != first[one])
    assert {row["reason"] for row in aside} == {"conflict"}
    assert {row["value"] for row in aside} == {f"{kind}{nth}" for kind in ("late", "race") for nth in range(DISPUTED)}


def test_where_nothing_is_said_otherwise_nothing_is_a_conflict(stores):
    rows(stores["other"], "events")
    assert list_set_aside(stores["other"].place)[0] == 0


@pytest.mark.parametrize("name", ["main", "other"])
def test_made_again_from_the_journal_it_is_the_same(stores, name):
    store = stores[name]
    before = {table: rows(store, table) for table in ("events", "purchases")}
    store.rebuild()
    for table, were in before.items():
        assert sorted(map(repr, rows(store, table))) == sorted(map(repr, were))
