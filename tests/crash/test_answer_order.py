"""No 200 leaves the server before the messages that it is about are synced, as the system itself saw it (strace)."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import subprocess
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.clew_server.serving import changed, serving, told

from clew.store import open_workspace
from clew.store.journal.frames import COMMIT, HEADER_BYTES
from clew.store.journal.scan import SegmentScan
from clew.store.loading.blocks import decode_block

CLIENTS, REQUESTS = 8, 20
TRACED = "trace=write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync"
CALL = re.compile(r"^(?P<thread>\d+) +(?P<name>\w+)\(\d+<(?P<what>.*?)>(?=[,) ])(?P<rest>.*)$")
RESUMED = re.compile(r"^(?P<thread>\d+) +<\.\.\. \w+ resumed>(?P<rest>.*)$")
RESULT = re.compile(r" = (-?\d+)[^=]*$")
CLIENT = re.compile(r"->127\.0\.0\.1:(\d+)\]")
#: While the file is there, no process of the server syncs what it wrote.
CARELESS = """
from pathlib import Path
from clew.store import durable
sync, careless = durable.sync_data, Path({careless!r})
durable.sync_data = lambda descriptor: None if careless.exists() else sync(descriptor)
"""
#: By the port of a client: the ids of the messages of its requests, in order; each was answered with 200.
Sent = dict[int, list[list[str]]]
#: How many bytes of each segment, by its file's name, a power cut would leave.
Synced = dict[str, int]


class Seen:
    """What the system saw a server do: bytes of segments written and synced, 200s sent, in that order."""

    def __init__(self, journal: Path) -> None:
        self._journal = str(journal)
        self._written: dict[str, int] = defaultdict(int)
        self._synced: Synced = {}
        self._named: set[str] = set()
        self._begun: dict[str, tuple[str, str, Synced]] = {}
        self.answers: list[tuple[int, Synced]] = []

    def take(self, line: str) -> None:
        """Take the next line: a call's begin, its end, or both."""
        if call := CALL.match(line):
            name, what, rest = call["name"], call["what"], call["rest"]
            self._begun[call["thread"]] = name, what, dict(self._written)
            if '"HTTP/1.1 200' in rest and (client := CLIENT.search(what)):
                self.answers.append((int(client[1]), {one: self._synced.get(one, 0) for one in self._named}))
            if "<unfinished" not in rest:
                self._end(call["thread"], rest)
        elif call := RESUMED.match(line):
            self._end(call["thread"], call["rest"])

    def _end(self, thread: str, rest: str) -> None:
        name, what, before = self._begun.pop(thread, ("", "", {}))
        result = int(found[1]) if (found := RESULT.search(rest)) else -1
        path = Path(what)
        if "sync" in name and result == 0:
            if what == self._journal:
                self._named |= before.keys()
            elif path.name in before:
                self._synced[path.name] = max(self._synced.get(path.name, 0), before[path.name])
        elif path.suffix == ".segment" and "write" in name and result > 0:
            self._written[path.name] += result


def early(calls: Iterable[str], journal: Path, ends: dict[str, tuple[str, int]], sent: Sent) -> list[str]:
    """Return the messages whose 200 left while their group, or the name of its segment, was not synced."""
    seen = Seen(journal)
    for line in calls:
        seen.take(line)
    requests: dict[int, Iterator[list[str]]] = {port: iter(ids) for port, ids in sent.items()}
    found = []
    for port, synced in seen.answers:
        for one in next(requests[port], []) if port in requests else []:
            segment, end = ends[one]
            if synced.get(segment, 0) < end:
                found.append(one)
    assert not any(list(left) for left in requests.values()), "every 200 was seen"
    return found


def ends_of_groups(journal: Path, workspace_id: str) -> dict[str, tuple[str, int]]:
    """Return of each message the file it is in, and the byte at which its group ends."""
    found = {}
    for path in journal.glob("*.segment"):
        at, group = 0, []
        with SegmentScan(path, path.stem, workspace_id) as scan:
            for frame, body in scan.frames():
                at += HEADER_BYTES + len(body)
                if frame.kind == "api":
                    texts = decode_block(body).rows.column("message").to_pylist()
                    group += [json.loads(text)["messageId"] for text in texts]
                elif frame.kind == COMMIT:
                    found |= dict.fromkeys(group, (path.name, at))
                    group = []
    return found


def send(port: int, key: str, name: str) -> Sent:
    """Send messages, alone and in batches, one request after another on one line; each is answered with 200."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.connect()
    mine, ids = line.sock.getsockname()[1], []
    headers = {"Authorization": "Basic " + b64encode(f"{key}:".encode()).decode(), "Content-Type": "application/json"}
    for number in range(REQUESTS):
        ids.append([f"{name}-{number}-{place}" for place in range(1 + number % 7)])
        batch = [{"type": "track", "userId": "u", "event": "E", "messageId": one} for one in ids[-1]]
        line.request("POST", "/v1/batch", json.dumps({"batch": batch}), headers)
        reply = line.getresponse()
        assert reply.status == 200, reply.read()
        reply.read()
    assert line.sock.getsockname()[1] == mine
    line.close()
    return {mine: ids}


def send_all(port: int, key: str, name: str) -> Sent:
    """Send by several clients at once: while one group is synced and answered, the next is written."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        sent = pool.map(lambda number: send(port, key, f"{name}-{number}"), range(CLIENTS))
        return {port: ids for one in sent for port, ids in one.items()}


def test_no_200_leaves_before_its_messages_are_synced_and_without_syncing_every_one_does(tmp_path):
    data, log, careless = tmp_path / "data", tmp_path / "calls", tmp_path / "careless"
    path = changed(tmp_path / "seam", CARELESS.format(careless=str(careless)))
    with serving(data, within=traced(log), PYTHONPATH=path) as served:
        key = json.loads(told(data, "key", "create", "traced", "--scope", "server", "--json"))["key"]
        good = send_all(served.port, key, "good")
        careless.touch()
        bad = send_all(served.port, key, "bad")
        served.said()
    place = open_workspace(data).place
    ends = ends_of_groups(place.journal_folder, place.workspace_id)
    calls = log.read_text(errors="replace").splitlines()
    assert early(calls, place.journal_folder, ends, good) == []
    assert sorted(early(calls, place.journal_folder, ends, bad)) == sorted(
        one for requests in bad.values() for ids in requests for one in ids
    )


def traced(log: Path) -> list[str]:
    """The words that have strace write down what a program and its children do, or a skip that says why not."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("no strace: install the package strace")
    if subprocess.run([strace, "-f", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode:
        pytest.skip("not on this system: processes may not be traced")
    return [strace, "-f", "--seccomp-bpf", "-I", "waiting", "-yy", "-s", "16", "-o", str(log), "-e", TRACED]
