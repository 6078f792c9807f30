"""`clew backup` and `clew restore` with a server's database: whole, consistent, cleaned before the first request."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from tests.clew.store.erasure.conftest import scan
from tests.clew_server.erasure.stores import CUSTOMER, MAIL, STORES, canary

from clew.errors import DamageError, UsageError
from clew_server.backups import database, restoring

SCRIPT = Path(__file__).parents[1] / "erasure" / "stores.py"
#: Where it is given, and not kept in the data folder, what was signed before can still be read after a restore.
SECRET = secrets.token_urlsafe(48)
#: What a copy holds: rows, but not the files of uploads and exports.
ROWS = {*map(canary, STORES), CUSTOMER} - {canary("upload file"), canary("prepared file")}
#: What stands in a row signed and packed.
SIGNED = {canary("session"), canary("session of hers")}


@pytest.fixture
def run(tmp_path):
    data = tmp_path / "data"

    def do(*words, script=False, into=data, fails=False):
        start = [sys.executable, str(SCRIPT), str(into)] if script else [
            str(Path(sys.executable).with_name("clew")), "--data", str(into), "--json",
        ]  # fmt: skip
        environment = {**os.environ, "CLEW_DATA": str(into), "DATABASE_URL": "", "SECRET_KEY": SECRET}
        found = subprocess.run([*start, *words], env=environment, capture_output=True, text=True, check=False)
        assert (found.returncode != 0) is fails, found.stderr
        return found.stderr if fails else json.loads(found.stdout)

    do.data = data
    return do


def _rows(path, table="accounts_user"):
    with closing(sqlite3.connect(path)) as own:
        return own.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_person_erased_since_the_copy_is_not_in_the_restored_database(run, tmp_path):
    assert set(run("plant", script=True)) >= ROWS
    copy = tmp_path / "copy"
    assert run("backup", str(copy))["backup"]["database"] == "sqlite"
    assert database.path_of(copy).exists()
    assert scan(copy / "server", ROWS - SIGNED) == ROWS - SIGNED, "the copy holds what was"
    assert not list(copy.rglob("secret*"))
    run("erase", CUSTOMER)
    run("user", "add", "later@example.org", "--role", "viewer")
    with closing(sqlite3.connect(database.path_of(run.data))) as server:
        server.execute("SELECT * FROM accounts_user").fetchall()
        assert "stop it" in run("restore", str(copy), fails=True)
    assert run("restore", str(copy))["restored"]["database"] == "sqlite"
    assert scan(run.data, [*ROWS, MAIL]) == set()
    assert run("look", script=True) == []
    assert _rows(database.path_of(run.data)) == 1, "what came after the copy is gone"
    assert _rows(database.path_of(copy), "django_session") == len(SIGNED)
    assert _rows(database.path_of(run.data), "django_session") == 0, "a session that was ended since does not come back"
    assert _rows(database.path_of(run.data), "questions_savedquestion") == 1, "what is not about her is back"


def test_into_a_new_folder_with_the_list_of_erased_people(run, tmp_path):
    run("plant", script=True)
    copy, other = tmp_path / "copy", tmp_path / "other"
    run("backup", str(copy))
    run("erase", CUSTOMER)
    (listed,) = run.data.glob("*/ERASED")
    run("restore", str(copy), "--erasures", str(listed), into=other)
    assert scan(other, [*ROWS, MAIL]) == set()
    assert _rows(database.path_of(other), "dashboards_dashboard") == 1


def test_a_damaged_database_in_a_copy_is_refused_and_nothing_is_replaced(run, tmp_path):
    run("plant", script=True)
    copy = tmp_path / "copy"
    run("backup", str(copy))
    run("user", "add", "later@example.org", "--role", "viewer")
    path = database.path_of(copy)
    whole = path.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 7)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert "server/server.sqlite3" in run("restore", str(copy), fails=True)
    path.unlink()
    assert "server/server.sqlite3" in run("restore", str(copy), fails=True)
    assert _rows(database.path_of(run.data)) == 2


@pytest.fixture
def small(tmp_path):
    path = database.path_of(tmp_path / "data")
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as own:
        own.execute("PRAGMA journal_mode=WAL")
        own.execute("CREATE TABLE pairs (a INTEGER, b INTEGER)")
        own.commit()
    return tmp_path / "data"


def test_a_copy_is_of_one_moment_while_others_write(small, tmp_path):
    """And of all that was written by then."""
    stop, written, least = threading.Event(), [0], []

    def write():
        with closing(sqlite3.connect(database.path_of(small), timeout=20)) as own:
            n = 0
            while not stop.is_set():
                n += 1
                own.execute("INSERT INTO pairs VALUES (?, ?)", (n, 0))
                own.execute("UPDATE pairs SET b = ? WHERE a = ?", (n, n))
                own.commit()
                written[0] = n

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for turn in range(5):
            while written[0] < 20 * (turn + 1):
                time.sleep(0.01)
            least.append(written[0])
            database.copy(small, tmp_path / f"copy{turn}")
    finally:
        stop.set()
        thread.join()
    for turn in range(5):
        copied = database.path_of(tmp_path / f"copy{turn}")
        with closing(sqlite3.connect(copied)) as own:
            assert own.execute("SELECT count(*) FROM pairs WHERE a <> b").fetchone() == (0,)
            assert own.execute("SELECT count(*) FROM pairs").fetchone()[0] >= least[turn]
        assert [each.name for each in copied.parent.iterdir()] == ["server.sqlite3"], "no log beside it"
        assert copied.stat().st_mode & 0o077 == 0


def test_a_damaged_database_is_not_carried_into_a_copy(small, tmp_path):
    path = database.path_of(small)
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 4096)
    with pytest.raises(DamageError, match="damaged"):
        database.copy(small, tmp_path / "copy")


def test_a_database_that_a_server_has_open_is_not_replaced(small):
    with closing(sqlite3.connect(database.path_of(small))) as server:
        server.execute("SELECT * FROM pairs").fetchall()
        with pytest.raises(UsageError, match="stop it"):
            database.refuse_in_use(small)
    database.refuse_in_use(small)


def test_an_old_log_is_never_left_beside_another_database(small, tmp_path):
    staged = tmp_path / "staged"
    database.copy(small, staged)
    log = database.path_of(small).with_name("server.sqlite3-wal")
    log.write_bytes(b"of the one before")
    database.put(staged, small)
    assert not log.exists()
    assert database.path_of(small).exists()


def test_what_is_put_in_place_is_one_file_and_whole(small, tmp_path):
    path = tmp_path / "staged.sqlite3"
    with closing(sqlite3.connect(database.path_of(small))) as writer:
        writer.execute("PRAGMA wal_autocheckpoint=0")
        writer.executemany("INSERT INTO pairs VALUES (?, 0)", [(n,) for n in range(5_000)])
        writer.commit()
        for ending in ("", "-wal"):  # as a process leaves them that dies
            shutil.copyfile(f"{database.path_of(small)}{ending}", f"{path}{ending}")
    restoring._one_file(path)
    assert not Path(f"{path}-wal").exists()
    assert _rows(path, "pairs") == 5_000
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xff" * 4096 + content[12288:])
    with pytest.raises(DamageError, match="not put in place"):
        restoring._one_file(path)


def test_of_postgresql_the_way_is_said(monkeypatch, small, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/clew")
    database.copy(small, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    what, said = database.told(small)
    assert what == "postgresql"
    assert "pg_dump" in said
