"""The database is away while events come: known keys go on, nobody waits for long, and nobody has to start the server.

SQLite is away for who writes while somebody else holds it; PostgreSQL is stopped, and every connection to it is lost.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from tests.clew_server.serving import Served, answers, free_port, serving, told
from tests.crash.test_answers_kill import alive

from clew.store import open_workspace
from clew.store.loading.blocks import decode_block
from clew_server.collect import keys

#: Seconds for which anything may last; a request is given up sooner than SQLite gives up a write that waits.
PATIENCE, BORNE = 60, 15


def key_of(served: Served, name: str, **more: str) -> str:
    return json.loads(told(served.data, "key", "create", name, "--scope", "server", "--json", **more))["key"]


def sent(client: httpx.Client, key: str, acknowledged: list[int]) -> int:
    """Send an event with the next number; add that to the acknowledged ones where it is."""
    number = len(acknowledged)
    message = {"userId": "u", "event": "E", "messageId": f"m{number}"}
    status = client.post("/v1/track", json=message, auth=(key, "")).status_code
    acknowledged += [number] * (status == 200)
    return status


def stored(data: Path) -> set[str]:
    """The ids of the messages in the journal."""
    journal = open_workspace(data).place.journal
    blocks = [decode_block(record.body) for record in journal.read() if record.kind == "api" and record.body]
    return {json.loads(text)["messageId"] for block in blocks for text in block.rows.column("message").to_pylist()}


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it does not recover by itself"
        time.sleep(0.1)


def test_events_are_taken_without_the_database_and_new_keys_once_it_is_back(database, tmp_path):
    data, port, more, acknowledged = tmp_path / "data", free_port(), database.environment, list[int]()
    can_be_read = not more  # SQLite that is held can be
    with serving(data, **more) as served:
        known, new, revoked = (key_of(served, name, **more) for name in ("known", "new", "revoked"))
    address = f"http://127.0.0.1:{port}"
    with alive(data, port, tmp_path / "log", **more), httpx.Client(base_url=address, timeout=BORNE) as client:
        until(lambda: answers(address))
        assert [sent(client, known, acknowledged), sent(client, revoked, acknowledged)] == [200, 200]
        with database.away():
            time.sleep(keys.TRUST + 0.1)  # nobody's word is taken any more without asking
            assert {sent(client, known, acknowledged) for _ in range(20)} == {200}
            assert client.get("/v1/key", auth=(known, "")).status_code == 200
            assert sent(client, new, acknowledged) == (200 if can_be_read else 503)
            assert client.get("/readyz").status_code == (200 if can_be_read else 503)
        until(lambda: answers(address))
        until(lambda: sent(client, new, acknowledged) == 200)
        told(data, "key", "revoke", "revoked", **more)
        until(lambda: sent(client, revoked, acknowledged) == 401)
    if not can_be_read:
        said = (tmp_path / "log").read_text()
        assert "Traceback" not in said
        assert said.count("background jobs wait for it") == said.count("background jobs go on") == 1
    assert stored(data) == {f"m{number}" for number in acknowledged}
