"""Loading in a process of its own: it loads, it is begun again when it has died, and it ends when nobody needs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from clew.store import open_workspace
from clew_server.collect.loading.apart import Apart

PATIENCE = 30


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def apart(data):
    loads = Apart(data)
    yield loads
    loads.end()


def told(store) -> None:
    with store.place.journal.writer(now=store._now) as writer:
        writer.append("setting", b'{"currency": "RON"}')


def test_what_is_in_the_journal_is_loaded_elsewhere(data, apart):
    store = open_workspace(data, "shop")
    told(store)
    assert store.settings.currency == ""
    assert apart.load("shop")
    assert store.settings.currency == "RON"


def test_where_somebody_else_is_loading_it_says_so(data, apart):
    store = open_workspace(data, "shop")
    with store.place.loader_lock("loads"):
        assert not apart.load("shop")
    assert apart.load("shop")


def test_a_process_that_was_killed_is_begun_again(data, apart):
    store = open_workspace(data, "shop")
    assert apart.load("shop")
    process = apart._free.get_nowait()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    apart._free.put(process)
    told(store)
    assert apart.load("shop")
    assert store.settings.currency == "RON"


def test_trouble_is_told_and_the_process_goes_on(data, apart):
    open_workspace(data, "shop")
    with pytest.raises(RuntimeError, match="could not load"):
        apart.load("nowhere")
    assert apart.load("shop")
    assert apart._free.qsize() == 1


def test_it_ends_with_its_input(data):
    open_workspace(data, "shop")
    command = [sys.executable, "-m", "clew_server.collect.loading.process", str(data)]
    done = subprocess.run(command, input="shop\n", capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert done.stdout == "1\n"


def test_when_all_are_let_go_none_is_left(data, apart):
    open_workspace(data, "shop")
    assert apart.load("shop")
    process = apart._free.get_nowait()
    apart._free.put(process)
    apart.end()
    assert process.poll() is not None
