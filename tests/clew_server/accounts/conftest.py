"""A server of its own for tests of what several processes do at once: real files or PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

BEGIN = """
import sys
from pathlib import Path
from clew_server.starting import load_django, prepare
found = load_django(Path(sys.argv[1]))
"""


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a server with nobody in it but its first owner; on PostgreSQL with a database of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in {"CLEW_DATA", "SECRET_KEY"}}
    environment["CLEW_DATA"] = str(tmp_path / "clew-data")
    address = environment.get("DATABASE_URL")
    if not address:
        run(environment, "prepare(found)")
        yield environment
        return
    import psycopg  # noqa: PLC0415 - only there

    name = f"clew_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        environment["DATABASE_URL"] = f"{address.rsplit('/', 1)[0]}/{name}"
        run(environment, "prepare(found)")
        yield environment
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(environment: dict[str, str], code: str) -> str:
    """What a program prints that begins with Django loaded for the server."""
    done = begun(environment, code)
    printed, errors = done.communicate(timeout=120)
    assert done.returncode == 0, errors
    return printed


def begun(environment: dict[str, str], code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN + code, environment["CLEW_DATA"]],
        env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.fixture
def at_once(own_server: dict[str, str]) -> Callable[[str, int], list[str]]:
    """Run the same program in several processes at the same time; give what each printed."""

    def ran(code: str, processes: int) -> list[str]:
        all_of_them = [begun(own_server, code) for _ in range(processes)]
        said = [process.communicate(timeout=180) for process in all_of_them]
        assert all(process.returncode == 0 for process in all_of_them), said
        return [printed for printed, _ in said]

    return ran


@pytest.fixture
def in_own_server(own_server: dict[str, str]) -> Callable[[str], str]:
    return lambda code: run(own_server, code)
