"""Folders and addresses over HTTP: who may add them, what of them is taken, what waits, what is kept secret."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.clew_server.imports.conftest import WIDE

from clew_server.configuration import configuration
from clew_server.imports.models import Feed, Upload
from clew_server.imports.results.progress import start
from clew_server.imports.sources import checking, secrets
from clew_server.imports.sources.fetching import Fetched, FetchError
from clew_server.imports.sources.folders import FolderError, copied, new_files


@pytest.fixture
def folder(as_owner, page, do_jobs):
    as_owner.post(page("imports:add_source"), {"kind": "folder", "address": "drop"})
    do_jobs()
    place = configuration().server_folder / "watched" / "drop"
    for file in place.iterdir():
        file.unlink()
    return place


def _put(folder, name, text):
    path = folder / name
    path.write_text(text)
    past = timezone.now().timestamp() - 120
    os.utime(path, (past, past))


def _look(times=2):
    for feed in Feed.objects.filter(kind="folder") if times else ():
        for _ in range(times):
            checking.check(feed)


def test_a_stable_file_waits_where_its_header_is_new_and_is_imported_where_it_is_known(folder, do_jobs, clean):
    _put(folder, "a.csv", WIDE)
    _look(1)
    assert not Upload.objects.filter(filename="a.csv").exists(), "seen once: it may still be growing"
    _look(1)
    first = Upload.objects.get(filename="a.csv")
    assert (first.state, first.origin) == ("ready", "folder")
    first.state = "importing"
    first.save()
    start(first, None)
    do_jobs()
    _put(folder, "b.csv", WIDE.replace("k-1", "k-7"))
    _look()
    do_jobs()
    assert Upload.objects.get(filename="b.csv").state == "imported"
    count = len(clean.imports())
    _put(folder, "c.csv", WIDE.replace("k-1", "k-7"))
    _look(3)
    do_jobs()
    assert len(clean.imports()) == count, "the same bytes bring nothing"


def test_links_and_what_is_no_file_are_passed_over(folder, tmp_path):
    (tmp_path / "secret.csv").write_text(WIDE)
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    os.mkfifo(folder / "pipe.csv")
    for name in ("link.csv", "pipe.csv"):
        os.utime(folder / name, (0, 0), follow_symlinks=False)
    seen = new_files(folder, {})[1]
    assert new_files(folder, seen) == ([], {})
    _look(3)
    assert not Upload.objects.filter(filename__in=("link.csv", "pipe.csv")).exists()
    (tmp_path / "to").touch()
    for name in ("link.csv", "pipe.csv"):
        with pytest.raises((OSError, FolderError)):  # also where it was put there between looking and copying
            copied(folder, name, tmp_path / "to")
    (folder / "pipe.csv").unlink()


@pytest.mark.parametrize("text", ["/etc", "../..", "", "a\0b", "../secrets"])
def test_only_folders_that_are_allowed_can_be_watched(as_owner, page, text):
    answer = as_owner.post(page("imports:add_source"), {"kind": "folder", "address": text}, follow=True)
    assert "Only folders beneath" in answer.content.decode()
    assert not Feed.objects.exists()


def test_an_analyst_looks_and_an_owner_decides(as_analyst, as_viewer, as_stranger, page, rival, folder):
    feed = Feed.objects.get()
    assert as_analyst.get(page("imports:sources")).status_code == 200
    assert as_analyst.post(page("imports:add_source"), {"kind": "folder", "address": "x"}).status_code == 403
    assert as_viewer.get(page("imports:sources")).status_code == 403
    for route in ("check_source", "remove_source", "put_source_back"):
        where = page(f"imports:{route}", workspace_id=rival.id, feed_id=feed.id)
        assert as_stranger.post(where).status_code == 404


@pytest.fixture
def fetched(monkeypatch):
    """What the address gives, instead of the network."""
    gives: dict[str, object] = {"body": WIDE.encode(), "asked": []}

    def fetch(address, path, *, headers, marks, largest):
        gives["asked"].append((address, dict(headers), dict(marks)))
        if gives["body"] is None:
            raise FetchError("The address answers with 500")
        path.write_bytes(gives["body"])
        return Fetched(len(gives["body"]), is_unchanged=False, marks={"If-None-Match": '"1"'})

    monkeypatch.setattr(checking, "fetch", fetch)
    return gives


def test_an_address_is_fetched_its_secret_kept_and_never_shown(as_owner, page, do_jobs, fetched):
    said = {"kind": "https", "address": "https://files.example/x/weekly.csv", "every": "daily"}
    as_owner.post(page("imports:add_source"), {**said, "header": "Authorization", "secret": "Bearer s3cret"})
    do_jobs()
    feed = Feed.objects.get()
    assert fetched["asked"] == [("https://files.example/x/weekly.csv", {"Authorization": "Bearer s3cret"}, {})]
    assert Upload.objects.get(filename="weekly.csv").origin == "https"
    assert "s3cret" not in as_owner.get(page("imports:sources")).content.decode()
    file = configuration().server_folder / "secrets" / str(feed.id)
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert feed.due_at - timezone.now() > timedelta(hours=23)
    checking.check(feed)
    assert fetched["asked"][-1][2] == {"If-None-Match": '"1"'}
    assert Upload.objects.filter(filename="weekly.csv").count() == 1, "unchanged bytes bring nothing"
    secrets.forget(feed.id)


def test_a_failure_stands_on_the_page(as_owner, page, do_jobs, fetched):
    fetched["body"] = None
    as_owner.post(page("imports:add_source"), {"kind": "https", "address": "https://a.example/x", "every": "weekly"})
    do_jobs()
    assert "answers with 500" in as_owner.get(page("imports:sources")).content.decode()
    assert Feed.objects.get().due_at - timezone.now() <= timedelta(hours=1), "and it is tried again soon"


@pytest.mark.parametrize(
    "more",
    [{"header": "Host", "secret": "x"}, {"header": "A\r\nB", "secret": "x"}, {"header": "A", "secret": "x\r\nHost: y"}],
)
def test_a_header_that_would_change_the_request_is_refused(as_owner, page, more):
    said = {"kind": "https", "address": "https://a.example/x", "every": "daily", **more}
    as_owner.post(page("imports:add_source"), said)
    assert not Feed.objects.exists()


def test_a_source_is_removed_and_put_back(as_owner, page, folder):
    feed = Feed.objects.get()
    as_owner.post(page("imports:remove_source", feed_id=feed.id))
    assert "is looked at no more" in as_owner.get(page("imports:sources")).content.decode()
    as_owner.post(page("imports:put_source_back", feed_id=feed.id))
    assert Feed.objects.get().removed_at is None
