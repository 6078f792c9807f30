"""The real server on a small company's data, and pages of it in Chromium: for tests and for pictures to look at."""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Page

from clew.cli.demonstration.demo import fill
from clew.store.folder import workspace_folders

__all__ = ["ARGUMENTS", "Opened", "Served", "Visitor", "serve"]

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
#: What the console says is a fault; Chromium's advice is not.
LOUD = frozenset({"error", "warning"})
COMMAND = "import sys; from clew.cli import main; sys.exit(main())"
LINK = re.compile(r"https?://\S+/accounts/link/\S+/")


@dataclass(frozen=True)
class Served:
    """A running server: its address, the way in, the id of its workspace."""

    address: str
    link: str
    workspace_id: UUID


@contextlib.contextmanager
def serve(folder: Path, customers: int = 400, seed: int = 7) -> Iterator[Served]:
    """Serve a simulated company from ``folder`` on a free port, and stop."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        fill(folder, seed=seed, customers=customers)
    data, port = folder / "clew-data", _free_port()
    workspace_id = next(UUID(place.name) for place in workspace_folders(data).values())
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    log = (folder / "server.log").open("w", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "--data", str(data), "serve", "--port", str(port)],
        stdout=subprocess.PIPE, stderr=log, text=True, env=environment,
    )  # fmt: skip
    try:
        yield Served(f"http://127.0.0.1:{port}", _link(process, folder / "server.log"), workspace_id)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()
        log.close()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _link(process: subprocess.Popen[str], log: Path) -> str:
    """Return the one-time link that the server prints when it is ready."""
    for line in process.stdout or ():
        if found := LINK.search(line):
            return found.group(0)
    raise RuntimeError(f"the server did not start: {log.read_text(encoding='utf-8')[-2000:]}")


@dataclass
class Opened:
    """A page that was opened, and what happened meanwhile: what the console said, what was asked of whom."""

    page: Page
    status: int
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def elsewhere(self) -> list[str]:
        """Return what was asked of another address than the server's."""
        own = urlsplit(self.page.url).netloc
        return [
            url for url in self.asked if urlsplit(url).scheme not in {"data", "blob"} and urlsplit(url).netloc != own
        ]


class Visitor:
    """Opens pages as the owner, or as somebody who is not logged in."""

    def __init__(self, browser: Browser, served: Served) -> None:
        self.browser, self.served = browser, served
        self.state = self._log_in()
        self.contexts: list[BrowserContext] = []

    def _log_in(self) -> str:
        context = self.browser.new_context()
        page = context.new_page()
        page.goto(self.served.link)
        page.locator("main form button.primary").click()
        page.wait_for_url(lambda url: "/link/" not in url)
        kept = context.storage_state()
        context.close()
        return kept  # type: ignore[return-value]

    def visit(
        self, path: str, *, width: int = 1280, scheme: str = "light", language: str = "en", owner: bool = True
    ) -> Opened:
        """Return the page at ``path``, loaded."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language, reduced_motion="reduce",
            storage_state=self.state if owner else None, base_url=self.served.address,
        )  # fmt: skip
        self.contexts.append(context)
        page = context.new_page()
        opened = Opened(page, 0)
        page.on("console", lambda message: opened.said.append(message.text) if message.type in LOUD else None)
        page.on("pageerror", lambda error: opened.said.append(str(error)))
        page.on("request", lambda request: opened.asked.append(request.url))
        response = page.goto(path)
        opened.status = response.status if response else 0
        page.wait_for_timeout(150)
        if page.locator("clew-chart").count():
            page.wait_for_selector("clew-chart[data-drawn] svg", timeout=15_000)
        return opened

    def is_page(self, path: str, *, owner: bool = True, refuses: bool = False) -> bool:
        """Return whether there is a page at ``path``; a file to save is none. What is broken fails."""
        context = self.browser.new_context(storage_state=self.state if owner else None, base_url=self.served.address)
        try:
            response = context.request.get(path)
            assert response.status < (500 if refuses else 400), f"{path}: {response.status} {response.text()[:500]}"
            return response.headers.get("content-type", "").startswith("text/html")
        finally:
            context.close()

    def leave(self) -> None:
        """Close all windows."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()
