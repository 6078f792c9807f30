"""What the server is told from outside: refused where it is unsafe, told whole on its page."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from clew_server.configuration_page import configuration_page

ROOT = Path(__file__).resolve().parents[2]
STRONG = "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEF"
CHECK = """
from clew_server.starting import load_django
from pathlib import Path
import sys
found = load_django(Path(sys.argv[1]))
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
from django.conf import settings
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE)
"""


def clew(data: Path, *words: str, code: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    program = code or "import sys; from clew.cli.app import run; sys.exit(run(sys.argv[2:]))"
    kept = {name: value for name, value in os.environ.items() if name not in {"CLEW_DATA", "SECRET_KEY"}}
    return subprocess.run(
        [sys.executable, "-c", program, str(data), "--data", str(data), *words],
        capture_output=True, text=True, check=False, timeout=120, env=kept | environment,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "names"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 64}, "SECRET_KEY"),
        ({"CLEW_HOST": "0.0.0.0"}, "ALLOWED_HOSTS"),  # noqa: S104 - refused, that is the point
        ({"CLEW_PORT": "many"}, "CLEW_PORT"),
    ],
)
def test_the_start_refuses_what_is_unsafe(tmp_path, environment, names):
    done = clew(tmp_path / "data", "serve", **environment)
    assert done.returncode != 0
    assert names in done.stderr
    assert "Traceback" not in done.stderr


def test_a_public_server_has_nothing_that_djangos_check_minds(tmp_path):
    done = clew(
        tmp_path / "data",
        code=CHECK,
        CLEW_HOST="0.0.0.0",  # noqa: S104
        ALLOWED_HOSTS="clew.example.org",
        SECRET_KEY=STRONG,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-2:] == ["True", "True"]


def test_a_secret_key_is_made_and_kept_for_its_owner_alone(tmp_path):
    first = clew(tmp_path / "data", code=CHECK.replace("deploy=True", "deploy=False"))
    assert first.returncode == 0, first.stderr
    assert first.stdout.split()[-2:] == ["False", "False"], "on loopback cookies need no TLS"
    key = tmp_path / "data" / "server" / "secret-key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_text().strip()) > 80


def test_the_page_is_the_one_the_program_gives():
    page = ROOT / "docs" / "reference" / "configuration.md"
    assert page.read_text(encoding="utf-8") == configuration_page(), (
        "run: python -m clew_server.configuration_page > docs/reference/configuration.md"
    )
