"""S15: twelve secrets go through a real server; none of them stands readable in its folder, its log or its answers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import quote

import httpx

PROGRAM = "import sys; from clew.cli.app import run; sys.exit(run(sys.argv[1:]))"
PATIENCE = 60
PASSWORD = "nine-quiet-herons-by-the-weir"  # noqa: S105 - planted to be looked for
TOKEN = "feed-token-99cc"  # noqa: S105 - the same
WANTED = 12


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def spellings(secret: str) -> list[bytes]:
    """Return how a secret could stand in a file: plainly, in an address, in base64, in UTF-16."""
    plain = secret.encode()
    packed = [base64.b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)]
    return [plain, quote(secret, safe="").encode(), secret.encode("utf-16-le"), plain.hex().encode(), *packed]


def code_of(seed: str) -> str:
    key = base64.b32decode(seed + "=" * (-len(seed) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


class Browser:
    """One who is logged in by a link and fills in forms."""

    def __init__(self, address: str) -> None:
        self.client, self.address = httpx.Client(base_url=address, follow_redirects=True, timeout=PATIENCE), address

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def fill(self, path: str, to: str = "", page: str = "", **fields: str) -> httpx.Response:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page or self.client.get(path).text)[1]
        given, headers = {"csrfmiddlewaretoken": token, **fields}, {"Origin": self.address, "Referer": self.address}
        sent = self.client.post(to or path, data=given, headers=headers)
        assert sent.status_code == 200, (path, sent.status_code, sent.text[-2000:])
        return sent


@contextmanager
def serving(data: Path, port: int, log: Path, environment: dict[str, str]) -> Iterator[str]:
    """Have a server of its own run; gives its address."""
    address, until = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE
    with log.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "--data", str(data), "serve", "--port", str(port)],
            stdout=written, stderr=subprocess.STDOUT, env=environment,
        )  # fmt: skip
    try:
        while not is_ready(address):
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(PATIENCE)


def is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def test_no_secret_can_be_read_where_it_is_kept(tmp_path):
    data, port, log = tmp_path / "data", free_port(), tmp_path / "log"
    given = {
        "key of the server": "0s3cr3tkeyOFtheSERVER-abcdefghijklmnopqrstuvwxyz-0123456789",
        "password of the mail server": "mailpassW0rd-77aa",
        "secret of the provider": "oidc-clientsecret-88bb",
    }
    ours = ("CLEW_", "SECRET_KEY", "DATABASE")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(ours)},
        "SECRET_KEY": given["key of the server"],
        "CLEW_EMAIL_URL": f"smtp://mailer:{given['password of the mail server']}@127.0.0.1:{free_port()}",
        "CLEW_OIDC_NAME": "House", "CLEW_OIDC_SERVER": "https://id.example.org", "CLEW_OIDC_CLIENT_ID": "clew",
        "CLEW_OIDC_CLIENT_SECRET": given["secret of the provider"],
    }  # fmt: skip

    def clew(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, "--data", str(data), *words],
            capture_output=True, text=True, check=True, timeout=120, env=environment,
        )  # fmt: skip
        return done.stdout

    with serving(data, port, log, environment) as address:
        used = re.search(r"/accounts/link/\S+", clew("user", "login-link", "owner@localhost"))[0]
        given["login link, used"] = used.strip("/").rpartition("/")[2]
        printed = clew("user", "login-link", "owner@localhost")
        given["login link, open"] = re.search(r"/accounts/link/([^/\s]+)", printed)[1]
        given["key of the API"] = json.loads(clew("key", "create", "loader", "--scope", "collect", "--json"))["key"]
        with Browser(address) as browser:
            home = browser.fill(used)
            here = re.search(r"/w/[0-9a-f-]{36}/", str(home.url))[0]
            browser.fill("/accounts/password/set/", password1=PASSWORD, password2=PASSWORD)
            given["password"] = PASSWORD
            page = browser.client.get("/accounts/two-factor/totp/activate/")
            if "reauthenticate" in str(page.url):
                page = browser.fill(str(page.url), password=PASSWORD)
            seed = re.search(r"<code>([A-Z2-7]{16,})</code>", page.text.replace(" ", ""))[1]
            given["seed of the authenticator"] = seed
            codes = browser.fill("/accounts/two-factor/totp/activate/", page=page.text, code=code_of(seed)).text
            given["code for emergencies"] = re.search(r"<code>(\d{6,})</code>", codes)[1]
            invited = browser.fill(
                f"{here}people/", f"{here}people/invite/", email="new@example.org", role="viewer"
            ).text
            given["invitation"] = re.search(r"/accounts/invitation/([^/\"]+)", invited)[1]
            browser.fill(
                f"{here}imports/sources/", f"{here}imports/sources/add/", kind="https",
                address="https://files.example.org/a.csv", every="daily", header="X-Token", secret=TOKEN,
            )  # fmt: skip
            given["secret of an address"] = TOKEN
            given["session"] = browser.client.cookies["clew_session"]
            assert len(given) >= WANTED
            answers = "".join(
                browser.client.get(path).text for path in (here, f"{here}people/", f"{here}status/", "/nowhere/")
            )
        clew("backup", str(tmp_path / "copy"))
    places = {str(file.relative_to(tmp_path)): file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert any(b"new@example.org" in content for content in places.values()), "the scanner sees what is there"
    places["answers"] = answers.encode()
    found = [
        (what, place)
        for what, secret in given.items()
        for place, content in places.items()
        if any(spelling in content for spelling in spellings(secret))
    ]
    assert not found
