"""Static files are found, packed, kept for good where the name says the contents, and have every header."""

from __future__ import annotations

import asyncio
import gzip

import pytest

from clew_server.web.headers import HEADERS
from clew_server.web.statics import Statics


@pytest.fixture
def app(tmp_path):
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "clew.0123456789ab.css").write_text("a{}" * 100)
    (tmp_path / "web" / "clew.0123456789ab.css.gz").write_bytes(gzip.compress(b"a{}" * 100))
    (tmp_path / "plain.svg").write_text("<svg/>")
    (tmp_path.parent / "secret").write_text("secret")
    return Statics(tmp_path, "/static/")


def ask(app, path, method="GET", headers=()):
    said = []

    async def send(message):
        said.append(message)

    asyncio.run(app({"path": path, "method": method, "headers": list(headers)}, send))
    return said[0]["status"], {n.decode(): v.decode() for n, v in said[0]["headers"]}, said[1]["body"]


def test_a_file_is_served_with_every_header(app):
    status, headers, body = ask(app, "/static/plain.svg")
    assert (status, body, headers["content-type"]) == (200, b"<svg/>", "image/svg+xml")
    assert {name.lower(): value for name, value in HEADERS.items()}.items() <= headers.items()


def test_a_packed_file_goes_to_those_who_take_it(app):
    path = "/static/web/clew.0123456789ab.css"
    _, headers, body = ask(app, path, headers=[(b"accept-encoding", b"gzip, br")])
    assert (headers["content-encoding"], gzip.decompress(body)) == ("gzip", b"a{}" * 100)
    assert "immutable" in headers["cache-control"]
    _, headers, body = ask(app, path)
    assert "content-encoding" not in headers
    assert body == b"a{}" * 100


@pytest.mark.parametrize("path", ["/static/../secret", "/static/nothing", "/static/web/clew.0123456789ab.css.gz"])
def test_nothing_else_is_served(app, path):
    assert ask(app, path)[0] == 404


def test_a_head_has_no_body_and_a_post_is_no_way_to_ask(app):
    status, headers, body = ask(app, "/static/plain.svg", "HEAD")
    assert (status, body, headers["content-length"]) == (200, b"", "6")
    assert ask(app, "/static/plain.svg", "POST")[0] == 405
