"""No text that came from outside runs in a real browser: every page of a hostile workspace, opened in Chromium."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, sync_playwright

from clew_server.policy import POLICY

from .hostile import hostile_workspace

pytestmark = [pytest.mark.deep, pytest.mark.browser]

PROGRAM = "import sys; from clew.cli.app import run; sys.exit(run(sys.argv[1:]))"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
QUERIES = ("period=all", "period=all&view=variants", "period=all&by=touchpoint&metric=nps", "q=%3Cscript%3E",
           "period=%22%3E%3Cb%20pwn%3E&where=%3Cb%20pwn%3E")  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, UUID]]:
    """The real server over a workspace whose every text would run something: address, way in, id."""
    folder = tmp_path_factory.mktemp("hostile")
    workspace = hostile_workspace(folder / "data", folder, "main")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name not in {"CLEW_DATA", "DATABASE_URL"}}
    words = [sys.executable, "-c", PROGRAM, "--data", str(folder / "data"), "serve", "--port", str(port)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
        try:
            link = next(found[0] for line in process.stdout if (found := re.findall(r"http://\S+/link/\S+", line)))
            yield f"http://127.0.0.1:{port}", link, UUID(workspace.id)
        finally:
            process.terminate()
            process.communicate(timeout=30)


def addresses(workspace_id: UUID) -> Iterator[str]:
    for route, rule in POLICY.items():
        if rule.get is None or ":" not in route:
            continue
        try:
            address = reverse(route, kwargs={"workspace_id": workspace_id})
        except NoReverseMatch:
            continue
        yield from (f"{address}?{query}" for query in QUERIES)


def test_nothing_runs_on_any_page(chromium: str, served: tuple[str, str, UUID]):
    address, link, workspace_id = served
    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        page = browser.new_page()
        page.on(
            "console", lambda message: said.append(f"{page.url}: {message.text}") if refused(message.text) else None
        )
        page.on("dialog", lambda dialog: (said.append(f"{page.url}: a dialog"), dialog.dismiss()))
        page.goto(link)
        page.locator("main form button:not(.link)").first.click()
        page.wait_for_url(re.compile(r"/w/|/$"))
        looked = sum(look(page, address + path, said) for path in addresses(workspace_id))
        browser.close()
    assert looked > 30
    assert not said, "\n".join(said[:20])


def refused(text: str) -> bool:
    return "Content Security Policy" in text or "__pwn" in text


def look(page: Page, address: str, said: list[str]) -> bool:
    """Open a page, give what is on it a moment to run, and note whether anything did; false where it is a download."""
    try:
        page.goto(address, wait_until="load")
    except PlaywrightError as error:
        if "Download" in str(error):  # the reply was a file
            return False
        raise
    page.wait_for_timeout(150)
    if page.evaluate("typeof window.__pwn") != "undefined":
        said.append(f"{address}: a text ran")
    return True
