"""The real clients of the protocol, unchanged, against a running server: what they sent is in the tables."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rudderstack.analytics.client
import segment.analytics.client
from tests.clew_server.serving import Served, serving, told

from clew.engines.view_sql import view_sql
from clew.store import open_workspace
from clew.store.snapshot import Snapshot
from clew.store.workspace import Workspace

#: What every client sends, by call; ``{c}`` is the client's name, so that each is told from the others.
CALLS = (
    ("identify", {"user_id": "{c}-1", "traits": {"plan": "gold", "email": "{c}@example.org"}}),
    ("track", {"user_id": "{c}-1", "event": "Order Completed",
               "properties": {"order_id": "{c}-o1", "total": 12.5, "currency": "EUR", "note": "zażółć \u2028"}}),
    ("page", {"user_id": "{c}-1", "category": "shop", "name": "Basket", "properties": {"path": "/basket"}}),
    ("screen", {"user_id": "{c}-1", "category": "app", "name": "Home", "properties": {}}),
    ("group", {"user_id": "{c}-1", "group_id": "{c}-firm", "traits": {"employees": 7}}),
    ("alias", {"previous_id": "{c}-anonymous", "user_id": "{c}-1"}),
)  # fmt: skip
NODE = """
const { Analytics } = require('@segment/analytics-node')
const [host, writeKey, calls] = [process.argv[2], process.argv[3], JSON.parse(process.argv[4])]
const analytics = new Analytics({ host, writeKey, maxRetries: 10, flushAt: 4 })
analytics.on('error', error => { console.error(error); process.exitCode = 1 })
const named = { user_id: 'userId', group_id: 'groupId', previous_id: 'previousId' }
for (const [call, said] of calls)
  analytics[call](Object.fromEntries(Object.entries(said).map(([name, value]) => [named[name] ?? name, value])))
analytics.closeAndFlush({ timeout: 60000 })
"""
CLIENT_FOR_NODE = "@segment/analytics-node@3.1.0"
PATIENCE = 60


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("sdks") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def key(served: Served) -> str:
    return json.loads(told(served.data, "key", "create", "sdks", "--scope", "server", "--json"))["key"]


def said_by(client: str) -> list[tuple[str, dict[str, Any]]]:
    return [(call, json.loads(json.dumps(said).replace("{c}", client))) for call, said in CALLS]


def send_by_python(module: Any, client: str, served: Served, key: str, **more: Any) -> None:
    errors: list[object] = []
    sender = module.Client(key, host=served.address, on_error=lambda *said: errors.append(said), **more)
    for call, said in said_by(client):
        getattr(sender, call)(**said)
    sender.flush()
    sender.join()
    assert errors == []


def send_by_segment(served: Served, key: str) -> None:
    send_by_python(segment.analytics.client, "segment", served, key)


def send_by_segment_packed(served: Served, key: str) -> None:
    send_by_python(segment.analytics.client, "packed", served, key, gzip=True, upload_size=2)


def send_by_rudder(served: Served, key: str) -> None:
    send_by_python(rudderstack.analytics.client, "rudder", served, key)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the client for Node in it; where there is Node, a client that cannot be had is a failure."""
    folder = tmp_path_factory.mktemp("node")
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("no Node: install the packages nodejs and npm")
    words = ["npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", CLIENT_FOR_NODE]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, f"npm could not install {CLIENT_FOR_NODE}: {done.stderr}"
    (folder / "send.js").write_text(NODE, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("client", "send"),
    [("segment", send_by_segment), ("packed", send_by_segment_packed), ("rudder", send_by_rudder)],
)
def test_a_python_client_is_understood(served, key, client, send: Callable[[Served, str], None]):
    send(served, key)
    arrived(served, client)


def test_the_client_for_node_is_understood(served, key, node):
    words = ["node", "send.js", served.address, key, json.dumps(said_by("node"))]
    done = subprocess.run(words, cwd=node, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    arrived(served, "node")


def arrived(served: Served, client: str) -> None:
    """All that a client sent is in the tables, once it was loaded, as it was said."""
    store = open_workspace(served.data)
    until = time.monotonic() + PATIENCE
    while len(events := rows(store, "events", client)) < 3:
        assert time.monotonic() < until, events
        time.sleep(0.1)
    found = {row["name"]: row for row in events}
    assert set(found) == {"Order Completed", "Basket", "Home"}
    assert {row["customer_id"] for row in events} == {f"{client}-1"}
    assert json.loads(found["Order Completed"]["properties"])["note"] == "zażółć \u2028"
    assert (found["Basket"]["channel"], found["Home"]["channel"]) == ("web", "app")
    (bought,) = rows(store, "purchases", client)
    assert (bought["order_id"], bought["amount"], bought["currency"]) == (f"{client}-o1", Decimal("12.5"), "EUR")
    (customer,) = rows(store, "customers", client)
    assert json.loads(customer["traits"]) == {"plan": "gold"}, "an address is no trait: it is kept apart"
    (account,) = rows(store, "accounts", client)
    assert (account["account_id"], json.loads(account["traits"])) == (f"{client}-firm", {"employees": 7})
    (identity,) = rows(store, "identities", client)
    assert (identity["from_id"], identity["to_id"]) == (f"{client}-anonymous", f"{client}-1")


def rows(store: Workspace, table: str, client: str) -> list[dict[str, Any]]:
    """The rows of a table that are of a client, as the lake has them now."""
    snapshot = Snapshot(store.place, store.place.lake.current())
    with store.place.bench() as (bench, _):
        found = bench.run(view_sql(snapshot.views[table])).to_pylist()
    return [row for row in found if f"'{client}-" in repr(row)]


@pytest.mark.parametrize("module", [segment.analytics.client, rudderstack.analytics.client], ids=lambda m: m.__name__)
def test_a_client_with_a_wrong_key_is_told_and_does_not_try_again(served, module):
    errors: list[Any] = []
    began = time.monotonic()
    sender = module.Client("wrong", host=served.address, on_error=lambda error, _items: errors.append(error))
    sender.track("u1", "E")
    sender.flush()
    sender.join()
    assert [error.status for error in errors] == [401], "an answer it can read: it gives up at once"
    assert time.monotonic() - began < PATIENCE
