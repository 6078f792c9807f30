from __future__ import annotations

import pytest

from clew.errors import DamageError
from clew.store.journal.ledger import LEDGER, Entry, Ledger, change_ledger, ledger_of, read_ledger


def test_a_change_is_written_and_read_back(tmp_path):
    with change_ledger(tmp_path, "w1") as ledger:
        ledger.segments["a"] = Entry(5, 0)
        ledger.segments["b"] = Entry(6, 0, 3, 400, "ab" * 32)
        ledger.epoch = 2
    assert read_ledger(tmp_path, "w1") == Ledger("w1", 2, {"a": Entry(5, 0), "b": Entry(6, 0, 3, 400, "ab" * 32)})


def test_no_change_writes_nothing(tmp_path):
    with change_ledger(tmp_path, "w1"):
        pass
    assert not (tmp_path / LEDGER).exists()


def test_a_change_that_fails_is_not_written(tmp_path):
    def fail() -> None:
        with change_ledger(tmp_path, "w1") as ledger:
            ledger.epoch = 9
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert read_ledger(tmp_path, "w1").epoch == 0


def test_any_other_writing_of_the_same_facts_is_damage(tmp_path):
    with change_ledger(tmp_path, "w1") as ledger:
        ledger.segments["a"] = Entry(5, 0)
    path = tmp_path / LEDGER
    data = path.read_bytes()
    for spoilt in (data + b"\n", data.replace(b" ", b"  ", 1), data[:-1], b"", b"[]", b"\xff", data.upper()):
        path.write_bytes(spoilt)
        with pytest.raises(DamageError, match="SEGMENTS is damaged"):
            ledger_of(tmp_path)
