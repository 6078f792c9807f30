"""the product: a page's own work, its size, and twenty people at once."""

from __future__ import annotations

import contextlib
import io
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from lakes import DATA
from measure import Limit, Size

from clew.cli.demonstration.demo import fill

CUSTOMERS = 20_000
PEOPLE, PAGES_EACH, OK = 20, 15, 200
PROGRAM = "import sys; from clew.cli.app import run; sys.exit(run(sys.argv[1:]))"
PAGES = (
    "pulse/", "touchpoints/", "feedback/", "paths/?period=all", "service/?period=all", "reasons/?period=all",
    "questions/", "dashboards/", "imports/", "settings/", "status/",
)  # fmt: skip
#: How a page says that a job is at work.
WAITS = re.compile("<progress")
#: The bundle that draws charts: loaded once, only where there is a chart.
BUNDLE = re.compile(r"vega|chart")


def run(size: Size) -> list[Limit]:
    """Return the limits of the pages, measured on a server of its own."""
    folder = DATA / f"product-{size.name}"
    if not (folder / "clew-data").exists():
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.redirect_stdout(io.StringIO()):
            fill(folder, seed=7, customers=size.rows(CUSTOMERS))
    with served(folder / "clew-data") as (address, workspace, cookies):
        with httpx.Client(cookies=cookies, timeout=60) as client:
            there = [page for page in PAGES if client.get(f"{address}{workspace}{page}").status_code == 200]
            settle(client, address, workspace, there)
            own, sizes = look(client, address, workspace, there)
        visits = together(address, workspace, cookies, there)
    for page in there:
        print(f"  {page:24} own work {own[page]:5.1f} ms, {sizes[page] / 1024:6.1f} KB compressed")
    seconds, errors = [each.seconds for each in visits], sum(each.status != OK for each in visits)
    p95 = statistics.quantiles(seconds, n=20)[-1]
    print(f"  {PEOPLE} people, {len(seconds)} pages: median {statistics.median(seconds):.2f} s, p95 {p95:.2f} s")
    slowest = max(there, key=lambda page: typical(visits, page).seconds)
    told = typical(visits, slowest)
    print(f"  slowest of them: {slowest}, median {told.seconds:.2f} s, of which {told.at_work:.2f} s were worked at it")
    return [
        Limit("a page's own work beside its questions, the slowest", max(own.values()), 50, "ms"),
        Limit("a page compressed, without the chart bundle, the largest", max(sizes.values()) / 1024, 150, "KB"),
        Limit(f"{PEOPLE} people at once: replies that are an error", errors, 0, "replies"),
        Limit(f"{PEOPLE} people at once: p95", p95, 2, "s"),
    ]


@contextmanager
def served(data: Path) -> Iterator[tuple[str, str, httpx.Cookies]]:
    """Give the address of a server over ``data``, the path of its workspace and the cookies of its owner."""
    port = free_port()
    with tempfile.TemporaryFile("w+") as log:
        words = [sys.executable, "-c", PROGRAM, "--data", str(data), "serve", "--port", str(port)]
        process = subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}"
            wait(address)
            yield (address, *login(data, address))
        finally:
            process.terminate()
            process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(address: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise SystemExit("the server did not start")


def login(data: Path, address: str) -> tuple[str, httpx.Cookies]:
    words = [sys.executable, "-c", PROGRAM, "--data", str(data), "user", "login-link", "owner@localhost"]
    link = subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    link = address + link[link.index("/accounts") :]
    with httpx.Client(follow_redirects=True) as client:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(link).text)
        assert token  # noqa: S101 - the form is there
        home = client.post(link, data={"csrfmiddlewaretoken": token[1]}, headers={"Origin": address})
        found = re.search(r"/w/[0-9a-f-]{36}/", str(home.url))
        assert found  # noqa: S101 - one lands in the only workspace
        return found[0], client.cookies


def settle(client: httpx.Client, address: str, workspace: str, pages: list[str]) -> None:
    """Ask until no page waits for a job and none is at work: what is measured is the morning after, not the start."""
    for page in (*pages, "status/"):
        for _ in range(120):
            if not WAITS.search(client.get(f"{address}{workspace}{page}").text):
                break
            time.sleep(0.5)


def look(
    client: httpx.Client, address: str, workspace: str, pages: list[str]
) -> tuple[dict[str, float], dict[str, int]]:
    """Return each page's own work (the median of five) and what a first visitor loads, compressed."""
    own, sizes = {}, {}
    for page in pages:
        replies = [client.get(f"{address}{workspace}{page}") for _ in range(5)]
        told = [re.search(r"page;dur=([\d.]+)", reply.headers.get("server-timing", "")) for reply in replies]
        own[page] = statistics.median(float(each[1]) for each in told if each)
        sizes[page] = weight(client, address, replies[-1])
    return own, sizes


def weight(client: httpx.Client, address: str, reply: httpx.Response) -> int:
    """Return the bytes that a page and all it loads at once take on the way."""
    assets = set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css|svg))"', reply.text))
    loaded = [client.get(address + asset) for asset in assets if not BUNDLE.search(asset)]
    return sum(each.num_bytes_downloaded for each in [reply, *loaded])


@dataclass(frozen=True)
class Visit:
    """One reply: how long it took, and how much of that the server was at it (the rest it waited for its turn)."""

    page: str
    seconds: float
    at_work: float
    status: int


def together(address: str, workspace: str, cookies: httpx.Cookies, pages: list[str]) -> list[Visit]:
    """Return every visit of twenty people who load pages at the same time."""

    def person(number: int) -> list[Visit]:
        asked = [pages[(number + n) % len(pages)] for n in range(PAGES_EACH)]
        with httpx.Client(cookies=cookies, timeout=60) as client:
            return [visit(client, f"{address}{workspace}", page) for page in asked]

    with ThreadPoolExecutor(PEOPLE) as pool:
        return [visit for visits in pool.map(person, range(PEOPLE)) for visit in visits]


def visit(client: httpx.Client, workspace: str, page: str) -> Visit:
    began = time.perf_counter()
    reply = client.get(f"{workspace}{page}")
    seconds = time.perf_counter() - began
    told = re.findall(r"dur=([\d.]+)", reply.headers.get("server-timing", ""))
    return Visit(page, seconds, sum(map(float, told)) / 1000, reply.status_code)


def typical(visits: list[Visit], page: str) -> Visit:
    """Return the visit of a page that took the middle of all its times."""
    mine = sorted((each for each in visits if each.page == page), key=lambda each: each.seconds)
    return mine[len(mine) // 2]
