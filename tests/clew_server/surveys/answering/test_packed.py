"""What goes over the line: bytes counted at a running server, packed and plain."""

from __future__ import annotations

import base64
import gzip
import json
import random
import socket
import subprocess
import sys
import zlib
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from tests.clew_server.serving import Served, environment, serving
from tests.clew_server.surveys.answering.pages.everything import EVERYTHING

from clew.surveys import load_survey, survey_document
from clew.surveys.files.file import document_text
from clew_server.surveys.answering.packing import packed
from clew_server.surveys.answering.replies import shown
from clew_server.surveys.look import LARGEST_LOGO

#: What the docs promise of a page, in bytes.
SMALL = 30_000
LOGO = base64.b64encode(random.Random(7).randbytes(LARGEST_LOGO)).decode()  # noqa: S311 - pictures do not compress
PUBLISH = """
import sys, json
from pathlib import Path
from clew_server.starting import load_django
load_django(Path(sys.argv[1]))
from clew_server.accounts.models import Workspace
from clew_server.surveys.keeping import create, publish
from clew_server.surveys.links import new_slug
from clew_server.surveys.models import Distribution, Survey
survey = create(Workspace.objects.get(), None, sys.argv[2])
Survey.objects.filter(pk=survey.pk).update(options=json.loads(sys.argv[3]))
survey.refresh_from_db()
publish(survey, None)
print(Distribution.objects.create(survey=survey, kind="link", name="l", slug=new_slug(), state="running").slug)
"""


def all_on_one_page() -> str:
    """The survey with every type of question, all of them on one page."""
    survey = survey_document(load_survey(EVERYTHING))
    survey["pages"] = [{"id": "all", "questions": [one for page in survey["pages"] for one in page["questions"]]}]
    return document_text(survey)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("packed") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def address(served: Served) -> str:
    look = json.dumps({"logo": LOGO, "logo_kind": "image/png", "sender": "Northwind"})
    words = [sys.executable, "-c", PUBLISH, str(served.data), all_on_one_page(), look]
    done = subprocess.run(words, capture_output=True, text=True, env=environment(), check=True)
    return f"/s/{done.stdout.strip()}"


def over_the_line(served: Served, method: str, path: str, *lines: str, body: bytes = b"") -> tuple[bytes, bytes]:
    """All bytes that a server sends for one request: the head and the body."""
    head = "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{served.port}", "Connection: close", *lines])
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as line:
        line.sendall(head.encode() + b"\r\n\r\n" + body)
        came = b"".join(iter(lambda: line.recv(65536), b""))
    head, _, rest = came.partition(b"\r\n\r\n")
    return head.lower(), rest


@pytest.mark.parametrize("language", ["en", "pl", "ro", "ru"])
def test_a_page_with_all_types_is_sent_in_less_than_30_kb(language, served, address):
    head, body = over_the_line(served, "GET", f"{address}?lang={language}", "Accept-Encoding: gzip, deflate, br")
    assert head.startswith(b"http/1.1 200")
    assert b"content-encoding: gzip" in head
    assert b"vary: accept-encoding" in head
    assert len(head) + len(body) < SMALL
    page = gzip.decompress(body).decode()
    assert LOGO[:50] in page
    assert f'<html lang="{language}"' in page
    assert page.count('class="q ') == 15


def test_who_takes_nothing_packed_is_sent_it_plain(served, address):
    for accepted in ("identity", "gzip;q=0, br"):
        head, body = over_the_line(served, "GET", address, f"Accept-Encoding: {accepted}")
        assert b"content-encoding" not in head
        assert body.startswith(b"<!doctype html>")
        assert b"vary: accept-encoding" in head


def test_what_is_posted_comes_back_plain_and_the_way_on_has_no_body(served, address):
    taken, kind = "Accept-Encoding: gzip", "Content-Type: application/x-www-form-urlencoded"
    for form, status in (({"asked": "recommend"}, b"422"), ({"asked": "hello"}, b"303")):
        body = urlencode(form).encode()
        head, came = over_the_line(served, "POST", address, taken, kind, f"Content-Length: {len(body)}", body=body)
        assert head.split()[1] == status
        assert b"content-encoding" not in head
        assert (came == b"") == (status == b"303")


def test_the_same_page_is_not_always_as_long():
    """How well a page packs says nothing of which answer is chosen on it."""
    plain = shown(b"<p>the same</p>" * 500, None)
    found = [packed(plain, "gzip").file for _ in range(60)]
    assert {zlib.decompress(one, 31) for one in found} == {plain.file}
    assert len({len(one) for one in found}) > 20


def test_little_and_what_is_no_page_is_left_as_it_is():
    little = shown(b"<p>little</p>", None)
    assert packed(little, "gzip") is little
