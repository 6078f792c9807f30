"""the tracking API among hostile and slow clients, and how long it takes until Pulse shows what came."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from collect import Client, Sent, body_of, head_of, numbered, served
from lakes import DATA
from measure import Limit, Size
from product import login

HONEST, SLOW, HOSTILE = 8, 500, 10_000
SECONDS, TURNS = 6.0, 3
ANSWERS, MORE, PATIENCE = 300, 33, 120


def run(size: Size) -> list[Limit]:
    """Return the limits of honest clients among others, and of Pulse."""
    turns = TURNS if size.name == "full" else 1
    DATA.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=DATA, prefix="run-"))
    try:
        with served(folder / "data") as (port, key):
            asyncio.run(honest(port, key, 1))
            pairs = [(asyncio.run(honest(port, key, SECONDS)), among(port, key)) for _ in range(turns)]
            shown = on_pulse(folder / "data", port, key)
    finally:
        shutil.rmtree(folder)
    alone, beside = ([pair[place].p99 * 1000 for pair in pairs] for place in (0, 1))
    print(f"  {HONEST} honest clients alone: p99 {told(alone)} ms")
    print(f"  among {SLOW} slow ones and {HOSTILE:,} hostile bodies: p99 {told(beside)} ms")
    print(f"  answers on Pulse {shown:.1f} s after the 200")
    return [
        Limit("honest p99 among others beside alone", statistics.median(beside) / statistics.median(alone), 2, "×"),
        Limit("on Pulse after the 200", shown, 60, "s"),
    ]


def told(figures: list[float]) -> str:
    return f"{statistics.median(figures):.1f} ({min(figures):.1f} to {max(figures):.1f}, {len(figures)}x)"


async def honest(port: int, key: str, seconds: float) -> Sent:
    """Return what a few clients send that wait for each answer; anything but 200 ends the run."""
    found, bodies, head = Sent(), numbered(body_of(1)), head_of(port, key, 1)
    loop, until = asyncio.get_running_loop(), time.perf_counter() + seconds
    connect = lambda: Client(head, bodies, until, found)  # noqa: E731
    clients = [(await loop.create_connection(connect, "127.0.0.1", port))[1] for _ in range(HONEST)]
    await asyncio.gather(*(client.done for client in clients))
    return found


def among(port: int, key: str) -> Sent:
    """Return what honest clients send until all hostile bodies are sent, while slow ones hold their lines.

    The slow ones begin anew every few seconds: the server lets go of each after ten.
    """
    found = Sent()
    with hostile(port, key) as bodies:
        while bodies.poll() is None:
            with slow(port, key):
                part = asyncio.run(honest(port, key, SECONDS))
            if bodies.poll() is None or not found.seconds:  # the last few seconds may be without hostile bodies
                found.seconds += part.seconds
        if bodies.returncode:
            raise SystemExit("the hostile bodies could not be sent")
    return found


@contextmanager
def slow(port: int, key: str) -> Iterator[None]:
    """Hold many lines on which a request has begun and does not end."""
    with ExitStack() as stack:
        for number in range(SLOW):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            head = f"POST /v1/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
            line.sendall(head.encode() if number % 2 else f"{head}Content-Length: 400000\r\n\r\n{{".encode())
        yield


@contextmanager
def hostile(port: int, key: str) -> Iterator[subprocess.Popen[bytes]]:
    """Have a process of its own send hostile bodies; it ends when all are sent."""
    process = subprocess.Popen([sys.executable, __file__, str(port), key])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def send_hostile(port: int, key: str) -> None:
    """Send bodies that no client of ours would send, one after another."""
    rng = random.Random(5)  # noqa: S311 - the same bodies each time
    bombs = [gzip.compress(b"[" * 30_000_000), gzip.compress(b" " * 30_000_000)]
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        for _ in range(HOSTILE):
            is_bomb = rng.random() < 0.05
            body = rng.choice(bombs) if is_bomb else crooked(rng)
            more = {"Content-Encoding": "gzip"} if is_bomb else {}
            try:
                client.post("/v1/batch", content=body, headers={**headers, **more})
            except httpx.TransportError:
                continue


def crooked(rng: random.Random) -> bytes:
    """Return a body: noise, nested too deep, numbers too large, half letters, or messages that make no sense."""
    whole = json.dumps({"batch": [{"type": "track", "userId": rng.choice(["u", [], 2**70]), "event": "E" * 500}] * 50})
    makers = (
        rng.randbytes(2000), b'{"a":' * 20_000, b"[" * 100_000, b'{"batch":[' + b"9" * 50_000 + b"]}",
        whole.replace("E", r"\ud800").encode(), whole[: rng.randrange(len(whole))].encode(), whole.encode(),
    )  # fmt: skip
    return rng.choice(makers)


def on_pulse(data: Path, port: int, key: str) -> float:
    """Return the seconds from the 200 of new answers until Pulse counts them, where its figures stood before."""
    address = f"http://127.0.0.1:{port}"
    workspace, cookies = login(data, address)
    with httpx.Client(cookies=cookies, timeout=60, headers={"HX-Request": "true"}) as client:
        answers(address, key, 0, ANSWERS)
        until(client, f"{address}{workspace}pulse/tiles/", ANSWERS)
        answers(address, key, ANSWERS, ANSWERS + MORE)
        return until(client, f"{address}{workspace}pulse/tiles/", ANSWERS + MORE)


def answers(address: str, key: str, first: int, end: int) -> None:
    day = time.strftime("%Y-%m-%d")
    records = [
        {
            "feedback_id": f"f{number}", "customer_id": f"c{number}", "metric": "nps", "scale_min": 0, "scale_max": 10,
            "rating": number % 11, "program": "relationship", "instrument": "bench", "answered_at": f"{day}T00:00:01Z",
            "answer_state": "given", "kind": "survey", "question": "score",
        }
        for number in range(first, end)
    ]  # fmt: skip
    httpx.post(f"{address}/v1/feedback", json={"records": records}, auth=(key, "")).raise_for_status()


def until(client: httpx.Client, address: str, count: int) -> float:
    """Return the seconds until the page says that many answers."""
    began = time.perf_counter()
    while True:
        text = re.sub(r"<[^>]+>|\s+", " ", client.get(address).text)
        took = time.perf_counter() - began
        if re.search(rf"\b{count}\b", text):
            return took
        if took > PATIENCE:
            raise SystemExit(f"{count} answers were not on Pulse after {PATIENCE} s: {text[:500]}")
        time.sleep(0.1)


if __name__ == "__main__":
    send_hostile(int(sys.argv[1]), sys.argv[2])
