"""The server as a person starts it: its own process, a new data folder, a printed link, health, an end on request."""

from __future__ import annotations

import re
import signal
import stat
import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest
from tests.clew_server.serving import PATIENCE, Served, answers, command, environment, free_port, serving

WEAK = {"SECRET_KEY": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served") / "data") as running:
        yield running


def test_health_is_told_without_login_and_nothing_else_is(served):
    for path in ("/healthz", "/readyz"):
        response = httpx.get(served.address + path)
        assert (response.status_code, response.text) == (200, "ok")
        assert response.headers["x-content-type-options"] == "nosniff"


def test_the_printed_link_logs_the_owner_in_once(served):
    with httpx.Client(follow_redirects=True) as client:
        form = client.get(served.link)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)[1]
        first = client.post(served.link, data={"csrfmiddlewaretoken": token}, headers={"Origin": served.address})
        assert first.status_code == 200
        assert re.search(r"/w/[0-9a-f-]{36}/", str(first.url))
    with httpx.Client() as client:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(served.link).text)[1]
        again = client.post(served.link, data={"csrfmiddlewaretoken": token}, headers={"Origin": served.address})
        assert again.status_code == 410


def test_the_raw_app_tells_its_version_and_keeps_strangers_out(served):
    assert httpx.get(f"{served.address}/v1/version").json()["name"] == "clew"
    assert httpx.get(f"{served.address}/v1/nothing").status_code == 404
    assert httpx.post(f"{served.address}/v1/version").status_code == 405


def test_the_secret_key_is_made_and_only_its_owner_reads_it(served):
    key = served.data / "server" / "secret-key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_text().strip()) > 60


def test_the_command_line_and_the_server_share_a_data_folder(served):
    done = subprocess.run(
        command("--data", str(served.data), "user", "add", "ana@example.org", "--role", "analyst", "--json"),
        capture_output=True, text=True, env=environment(), check=True,
    )  # fmt: skip
    assert '"analyst"' in done.stdout


def test_a_taken_port_is_refused_in_words(served):
    port = served.address.rsplit(":", 1)[1]
    done = subprocess.run(
        command("--data", str(served.data), "serve", "--port", port),
        capture_output=True, text=True, env=environment(), check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "say another --port" in done.stderr


@pytest.mark.parametrize(
    ("words", "more", "said"),
    [
        pytest.param((), WEAK, "SECRET_KEY is too weak", id="a weak key"),
        pytest.param(("--host", "0.0.0.0"), {}, "ALLOWED_HOSTS", id="public without names"),  # noqa: S104 - refused
        pytest.param((), {"CLEW_JOBS": "many"}, "CLEW_JOBS", id="a value that cannot be"),
    ],
)
def test_what_is_unsafe_is_refused_before_anything_is_made(tmp_path, words, more, said):
    done = subprocess.run(
        command("--data", str(tmp_path / "data"), "serve", *words),
        capture_output=True, text=True, env=environment(**more), check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "data").exists()


def test_the_server_ends_within_twenty_seconds_of_being_asked(tmp_path):
    port = free_port()
    process = subprocess.Popen(
        command("--data", str(tmp_path / "data"), "serve", "--port", str(port)),
        stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, env=environment(),
    )  # fmt: skip
    until = time.monotonic() + PATIENCE
    while not answers(f"http://127.0.0.1:{port}"):
        assert time.monotonic() < until
        time.sleep(0.2)
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    assert time.monotonic() - asked < 20
