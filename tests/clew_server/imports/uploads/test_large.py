"""A large file through a running server: in pieces, interrupted, over a restart, imported; memory stays flat."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil
import pytest
from tests.clew_server.serving import Served, logged_in, serving, token_of

MB = 1024**2
LINE = "{n},c{c:07d},2026-{m:02d}-{d:02d}T{h:02d}:{i:02d}:00Z,{name},{channel},{p}\n"
NAMES = ("page_viewed", "ticket_opened", "call_made", "order_placed", "product_returned")
CHANNELS = ("web", "phone", "store", "app")
#: What memory may grow by while pieces come: nothing of the file stays in it.
FLAT = 80 * MB


def written(path: Path, rows: int, padding: int) -> int:
    """Write a file of events; its size."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("event_id,customer_id,occurred_at,name,channel,note\n")
        for start in range(0, rows, 10_000):
            file.write("".join(
                LINE.format(
                    n=n, c=n * 7919 % 1_000_003, m=n % 12 + 1, d=n % 28 + 1, h=n % 24, i=n % 60,
                    name=NAMES[n % 5], channel=CHANNELS[n % 4], p=f"{n * 2654435761 % 2**32:x}" * padding,
                )
                for n in range(start, min(start + 10_000, rows))
            ))  # fmt: skip
    return path.stat().st_size


@contextmanager
def watched(served: Served) -> Iterator[dict[str, float]]:
    """How much memory the server has, at its beginning and at most, children (readers of files) apart."""
    process = psutil.Process(served.process.pid)
    seen, ended = {"first": 0.0, "most": 0.0, "child": 0.0}, threading.Event()

    def look() -> None:
        while not ended.wait(0.2):
            with suppress(psutil.Error):
                # granian: the first process watches one worker, which is the server
                sizes = [one.memory_info().rss for one in process.children()]
                deep = [one.memory_info().rss for child in process.children() for one in child.children(recursive=True)]
                now = float(max(sizes, default=0))
                seen["first"] = seen["first"] or now
                seen["most"], seen["child"] = max(seen["most"], now), max(seen["child"], *deep, 0.0)

    thread = threading.Thread(target=look)
    thread.start()
    yield seen
    ended.set()
    thread.join()


class Sender:
    """Sends a file as the page's script does."""

    def __init__(self, client: httpx.Client, path: Path) -> None:
        self.client, self.path, self.size = client, path, path.stat().st_size
        self.place = str(client.get("/").url).split("/w/")[1].split("/")[0]
        self.token = token_of(client.get(f"/w/{self.place}/imports/").text)
        form = {"filename": path.name, "size": self.size, "csrfmiddlewaretoken": self.token}
        begun = client.post(f"/w/{self.place}/imports/begin/", data=form, headers={"Accept": "application/json"})
        self.told = begun.json()

    def send(self, until: int, served: Served | None = None) -> int:
        """Send pieces from where the server is to ``until``; how many were sent."""
        at, sent = self.client.get(self.told["address"]).json()["offset"], 0
        with self.path.open("rb") as file:
            while at < until:
                file.seek(at)
                piece = file.read(self.told["piece"])
                headers = {
                    "X-CSRFToken": self.token, "X-Piece-SHA256": hashlib.sha256(piece).hexdigest(),
                    "Content-Type": "application/octet-stream", "Accept": "application/json",
                }  # fmt: skip
                if served is not None and at + len(piece) >= until:
                    # the line breaks in the middle of this one
                    with suppress(httpx.HTTPError):
                        timeout = httpx.Timeout(0.001, connect=5)
                        self.client.post(
                            f"{self.told['address']}?offset={at}", content=piece, headers=headers, timeout=timeout
                        )
                    return sent
                answer = self.client.post(f"{self.told['address']}?offset={at}", content=piece, headers=headers)
                assert answer.status_code == 200, answer.text
                at, sent = answer.json()["offset"], sent + 1
        return sent

    def waited(self, page: str, over: str, patience: float) -> str:
        until = time.monotonic() + patience
        while time.monotonic() < until:
            text = self.client.get(page).text
            if over in text:
                return text
            time.sleep(0.5)
        raise AssertionError(text[-3000:])


def through(tmp_path: Path, rows: int, padding: int, patience: float) -> dict[str, float]:
    """Send, interrupt, kill, send on, import; seconds and megabytes."""
    path, data, figures = tmp_path / "events.csv", tmp_path / "data", {}
    size = written(path, rows, padding)
    figures["file"] = size / MB
    began = time.monotonic()
    with serving(data) as first:
        client = logged_in(first)
        sender = Sender(client, path)
        with watched(first) as memory:
            sender.send(size // 2, first)
        assert memory["most"] - memory["first"] < FLAT, memory
        figures["sending grew"] = (memory["most"] - memory["first"]) / MB
        for child in psutil.Process(first.process.pid).children(recursive=True):
            child.kill()
        first.process.kill()
        first.process.wait()
    with serving(data, first.port) as second:
        at = client.get(sender.told["address"]).json()["offset"]
        assert 0 < at <= size // 2 + sender.told["piece"]
        with watched(second) as memory:
            sender.send(size)
            figures["sending"] = time.monotonic() - began
            page = sender.told["page"]
            shown = sender.waited(page, "b0.table", patience)
            figures["looked at"] = time.monotonic() - began - figures["sending"]
            run = client.post(f"{page}run/", data={"csrfmiddlewaretoken": token_of(shown)})
            assert run.status_code == 200
            until = time.monotonic() + patience
            slowest = 0.0
            while "/done/" not in str((answer := client.get(page)).url):
                slowest = max(slowest, answer.elapsed.total_seconds())
                assert time.monotonic() < until, answer.text[-3000:]
                time.sleep(0.5)
            figures["importing"] = time.monotonic() - began - figures["sending"] - figures["looked at"]
            figures["slowest page"] = slowest
        figures["server"], figures["reader"] = memory["most"] / MB, memory["child"] / MB
        listed = client.get(f"/w/{sender.place}/imports/").text
        assert f"{rows:,}" in listed, "every row is taken"
        client.close()
    print(json.dumps({name: round(value, 1) for name, value in figures.items()}))  # noqa: T201 - for the documents
    return figures


def test_sixty_megabytes_arrive_over_a_broken_line_and_a_killed_server(tmp_path):
    figures = through(tmp_path, rows=300_000, padding=16, patience=240)
    assert 50 < figures["file"] < 80


@pytest.mark.deep
def test_two_gigabytes_arrive_and_memory_stays_flat(tmp_path):
    figures = through(tmp_path, rows=20_000_000, padding=5, patience=7200)
    assert 1800 < figures["file"] < 2048
    assert figures["server"] < 4096
