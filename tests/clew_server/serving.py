"""A server in a process of its own, as a person starts it, for tests that speak to a running one."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

PROGRAM = "import sys; from clew.cli.app import run; sys.exit(run(sys.argv[1:]))"
PATIENCE = 60


def environment(**more: str) -> dict[str, str]:
    ours = {"CLEW_DATA", "SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS"}
    return {**{name: value for name, value in os.environ.items() if name not in ours}, **more}


def command(*words: str) -> list[str]:
    return [sys.executable, "-c", PROGRAM, *words]


def told(data: Path, *words: str, **more: str) -> str:
    """What a command prints."""
    done = subprocess.run(
        command("--data", str(data), *words), capture_output=True, text=True, env=environment(**more), check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def changed(folder: Path, program: str) -> str:
    """The PYTHONPATH with which every process of a server runs ``program`` before anything of ours."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(program, encoding="utf-8")
    return os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Served:
    process: subprocess.Popen[str]
    address: str
    data: Path
    link: str
    port: int = field(default=0)
    began: str = ""

    def said(self) -> str:
        """End the server and give what it wrote since its start."""
        self.process.terminate()
        return self.began + self.process.communicate(timeout=PATIENCE)[0]


@contextmanager
def serving(data: Path, port: int = 0, within: Sequence[str] = (), **more: str) -> Iterator[Served]:
    """A server that answers; ``within`` is a program that starts it, ``more`` goes into its environment."""
    port = port or free_port()
    process = subprocess.Popen(
        [*within, *command("--data", str(data), "serve", "--port", str(port))],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment(**more),
    )  # fmt: skip
    try:
        link, line, began = "", "", ""
        while "Stop with" not in line:
            line = process.stdout.readline()
            began += line
            link = found[0] if (found := re.findall(r"http://\S+/accounts/link/\S+", line)) else link
            assert line or process.poll() is None, "it ended before it served"
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + PATIENCE
        while not answers(address):
            assert time.monotonic() < until
            time.sleep(0.2)
        yield Served(process, address, data, link, port, began)
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=PATIENCE)
        process.stdout.close()


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz").status_code == 200
    except httpx.TransportError:
        return False


def token_of(text: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)[1]


def logged_in(served: Served, link: str = "") -> httpx.Client:
    """A client that went in by a login link; close it."""
    link = link or served.link
    client = httpx.Client(
        base_url=served.address, follow_redirects=True, timeout=120, headers={"Origin": served.address}
    )
    done = client.post(link, data={"csrfmiddlewaretoken": token_of(client.get(link).text)})
    assert done.status_code == 200, done.text
    return client
