from __future__ import annotations

import pytest

from clew.errors import DamageError, UsageError
from clew.store.erasure.erased import ERASED, add_erased, parse_erased, read_erased

ONE, TWO = "ab" * 32, "cd" * 32


def test_nobody_was_erased_where_there_is_no_list(tmp_path):
    assert read_erased(tmp_path) == frozenset()


def test_an_empty_list_is_a_list(tmp_path):
    add_erased(tmp_path, [])
    assert (tmp_path / ERASED).exists()
    assert read_erased(tmp_path) == frozenset()


def test_people_are_added_once_and_stay(tmp_path):
    assert add_erased(tmp_path, [TWO]) == {TWO}
    assert add_erased(tmp_path, [ONE, TWO, ONE]) == {ONE, TWO}
    assert read_erased(tmp_path) == {ONE, TWO}


def test_any_flipped_byte_is_found(tmp_path):
    add_erased(tmp_path, [ONE, TWO])
    path = tmp_path / ERASED
    data = path.read_bytes()
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(DamageError, match="ERASED is damaged"):
            parse_erased(path)


@pytest.mark.parametrize("text", [b"", b"\n", b"sha256 \n", ONE.encode()])
def test_something_else_is_no_list(tmp_path, text):
    (tmp_path / ERASED).write_bytes(text)
    with pytest.raises(DamageError):
        read_erased(tmp_path)


def test_what_is_no_keyed_hash_never_gets_onto_the_list(tmp_path):
    with pytest.raises(UsageError, match="keyed hashes"):
        add_erased(tmp_path, ["anna@example.org"])
    assert not (tmp_path / ERASED).exists()
