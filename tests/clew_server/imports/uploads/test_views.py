"""Bytes come in: by a plain form, in pieces, after a broken line; nothing of another workspace."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.clew_server.imports.conftest import WIDE

from clew_server.imports.models import Upload
from clew_server.imports.uploads import receiving
from clew_server.imports.uploads.files import file_of


def _piece(client, page, told, offset, data, sha256=None, **where):
    return client.post(
        f"{page('imports:piece', upload_id=told['id'], **where)}?offset={offset}",
        data,
        content_type="application/octet-stream",
        headers={"X-Piece-SHA256": sha256 or hashlib.sha256(data).hexdigest()},
    )


@pytest.fixture
def begun(as_analyst, page):
    answer = as_analyst.post(page("imports:begin"), {"filename": "../../etc/a\x00b.csv", "size": "100"})
    assert answer.status_code == 201
    return answer.json()


def test_a_file_in_pieces_is_whole_and_looked_at(as_analyst, page, begun, do_jobs):
    data = (WIDE * 3).encode()[:100]
    assert _piece(as_analyst, page, begun, 0, data[:60]).json()["offset"] == 60
    assert as_analyst.get(page("imports:piece", upload_id=begun["id"])).json()["offset"] == 60, "after a reload"
    done = _piece(as_analyst, page, begun, 60, data[60:]).json()
    assert done["is_complete"]
    upload = Upload.objects.get(id=begun["id"])
    assert file_of(upload.workspace_id, upload.id).read_bytes() == data
    assert upload.filename == "ab.csv", "only shown, never a path"
    do_jobs()
    upload.refresh_from_db()
    assert upload.sha256 == hashlib.sha256(data).hexdigest()


def test_what_a_dead_process_wrote_without_saying_so_is_written_over(as_analyst, page, begun):
    _piece(as_analyst, page, begun, 0, b"a" * 40)
    upload = Upload.objects.get(id=begun["id"])
    with file_of(upload.workspace_id, upload.id).open("ab") as file:
        file.write(b"half of a piece" * 20)
    assert _piece(as_analyst, page, begun, 40, b"b" * 10).json()["offset"] == 50
    assert file_of(upload.workspace_id, upload.id).read_bytes() == b"a" * 40 + b"b" * 10


def test_a_piece_at_the_wrong_place_is_refused_and_told_the_right_one(as_analyst, page, begun):
    _piece(as_analyst, page, begun, 0, b"a" * 40)
    for offset in (0, 39, 41, 90):
        answer = _piece(as_analyst, page, begun, offset, b"b" * 20)
        assert (answer.status_code, answer.json()["offset"]) == (409, 40)
    assert _piece(as_analyst, page, begun, 40, b"b" * 61).status_code == 409, "beyond its end"
    assert _piece(as_analyst, page, begun, "x", b"b").status_code == 400


def test_a_piece_that_was_changed_on_its_way_is_refused(as_analyst, page, begun):
    assert _piece(as_analyst, page, begun, 0, b"a" * 40, sha256="0" * 64).status_code == 422
    assert as_analyst.get(page("imports:piece", upload_id=begun["id"])).json()["offset"] == 0


def test_another_workspace_has_no_such_upload(as_stranger, page, begun, rival):
    assert _piece(as_stranger, page, begun, 0, b"a", workspace_id=rival.id).status_code == 404
    for route in ("upload", "piece", "progress"):
        where = page(f"imports:{route}", workspace_id=rival.id, upload_id=begun["id"])
        assert as_stranger.get(where).status_code == 404
    for route in ("upload", "toml", "run", "stop", "remove"):
        where = page(f"imports:{route}", workspace_id=rival.id, upload_id=begun["id"])
        assert as_stranger.post(where).status_code == 404
    assert Upload.objects.filter(id=begun["id"]).exists()


@pytest.mark.parametrize("role", ["agent", "viewer"])
def test_who_may_not_import_is_told_so(client_of, page, role):
    client = client_of(role)
    assert client.get(page("imports:imports")).status_code == 403
    assert client.post(page("imports:begin"), {"filename": "a", "size": "1"}).status_code == 403
    answer = client.post(page("imports:send"), {"file": SimpleUploadedFile("a.csv", b"a\n1\n")})
    assert answer.status_code == 403


def test_a_plain_form_needs_its_token(people, page, company):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["analyst"])
    folder = file_of(company.id, company.id).parent
    before = set(folder.glob("*"))
    answer = client.post(page("imports:send"), {"file": SimpleUploadedFile("a.csv", b"a\n1\n")})
    assert answer.status_code == 403
    assert set(folder.glob("*")) == before, "nothing stays of what was refused"


@pytest.mark.parametrize("size", ["0", "-1", "", "x", str(3 * 1024**3)])
def test_a_size_that_cannot_be_is_refused_with_a_reason(as_analyst, page, size):
    answer = as_analyst.post(page("imports:begin"), {"filename": "a.csv", "size": size})
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_a_full_disk_is_said_before_anything_is_sent(as_analyst, page, monkeypatch):
    monkeypatch.setattr(receiving, "free_room", lambda: 5_000_000)
    answer = as_analyst.post(page("imports:begin"), {"filename": "a.csv", "size": "1000000"})
    assert answer.status_code == 422
    assert "5.0" in answer.json()["error"]


def test_too_large_a_form_is_cut_off(as_analyst, page, monkeypatch, company):
    monkeypatch.setattr("clew_server.imports.uploads.views.FILE", 1000)
    before = Upload.objects.count()
    answer = as_analyst.post(page("imports:send"), {"file": SimpleUploadedFile("a.csv", b"a" * 5000)}, follow=True)
    assert "at most 1" in answer.content.decode()
    assert Upload.objects.count() == before


def test_what_nobody_imports_is_removed_after_a_day(begun):
    upload = Upload.objects.get(id=begun["id"])
    assert receiving.drop_stale() == 0
    Upload.objects.filter(id=upload.id).update(changed_at=upload.created_at - receiving.STALE * 2)
    assert receiving.drop_stale() == 1
    assert not file_of(upload.workspace_id, upload.id).exists()
