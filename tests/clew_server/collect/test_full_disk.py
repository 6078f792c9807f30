"""A file system that is really full: nothing is acknowledged that is not on it, reads go on, it recovers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from tests.clew_server.serving import Served, logged_in, serving, told

from clew.engines.view_sql import view_sql
from clew.store import open_workspace
from clew.store.snapshot import Snapshot

MEGABYTES = 96
#: More than a file system may still take into the page that a file ends in.
TRIES = 40
RECOVERED = 60


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own, or a skip that says why there is none."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = shutil.which("mount")
    words = [str(mount), "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    if mount is None or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("not on this system: a file system is mounted by root alone")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def served(small: Path) -> Iterator[Served]:
    with serving(small / "data") as running:
        yield running


def key_of(served: Served) -> str:
    return json.loads(told(served.data, "key", "create", "full", "--scope", "server", "--json"))["key"]


def fill(path: Path) -> None:
    """Write until the file system takes not one byte more."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    size = 1024**2
    while size:
        try:
            os.write(file, b"x" * size)
        except OSError:
            size //= 2
    os.close(file)


def send(client: httpx.Client, name: str) -> httpx.Response:
    said = {"userId": "u1", "event": "E", "messageId": name, "properties": {"filling": name * 200}}
    return client.post("/v1/track", json=said)


def test_a_full_disk_takes_nothing_in_lets_people_read_and_loses_nothing(served, small):
    acknowledged = [f"before{number}" for number in range(20)]
    key = key_of(served)
    with (
        httpx.Client(base_url=served.address, auth=(key, ""), timeout=60) as client,
        closing(logged_in(served)) as person,
    ):
        assert all(send(client, name).status_code == 200 for name in acknowledged)
        pulse = str(person.get("/").url)
        fill(small / "filling")
        answers = {name: send(client, name) for name in (f"full{number}" for number in range(TRIES))}
        refusals = [answer for answer in answers.values() if answer.status_code != 200]
        acknowledged += [name for name, answer in answers.items() if answer.status_code == 200]
        assert {(answer.status_code, answer.json()["code"]) for answer in refusals} == {(503, "disk")}
        assert all(int(answer.headers["retry-after"]) > 0 for answer in refusals)
        assert send(client, "still").status_code == 503
        asked = client.get("/v1/key")
        assert (asked.status_code, asked.json().get("scope")) == (200, "server"), asked.text
        page = person.get(pulse)
        assert (page.status_code, str(page.url)) == (200, pulse)
        (small / "filling").unlink()
        acknowledged.append(recovered(client))
        assert not set(acknowledged) - loaded_by_the_server(served, acknowledged[-1])
    ids = events(served)
    assert len(ids) == len(set(ids))


def recovered(client: httpx.Client) -> str:
    """The first message that is taken again; nobody starts anything."""
    until = time.monotonic() + RECOVERED
    for number in range(10**6):
        if send(client, f"after{number}").status_code == 200:
            return f"after{number}"
        assert time.monotonic() < until, "it does not recover"
        time.sleep(0.2)
    raise AssertionError


def loaded_by_the_server(served: Served, last: str) -> set[str]:
    """The events in the tables, once the running server has put the last one there."""
    until = time.monotonic() + RECOVERED
    while last not in (found := events(served)):
        assert time.monotonic() < until, "what was taken is not loaded"
        time.sleep(0.2)
    return set(found)


def events(served: Served) -> list[str]:
    store = open_workspace(served.data)
    snapshot = Snapshot(store.place, store.place.lake.current())
    with store.place.bench() as (bench, _):
        return bench.run(view_sql(snapshot.views["events"])).column("event_id").to_pylist()
