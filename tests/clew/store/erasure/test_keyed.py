"""Recognising people by keyed hashes."""

from __future__ import annotations

import pyarrow as pa

from clew.store.erasure.keyed import PERSON, Keyed


def keyed(*people):
    empty = Keyed(b"secret", frozenset())
    return empty.with_keys(empty.key(PERSON, name) for name in people)


def test_a_key_hangs_on_secret_kind_and_value():
    one = Keyed(b"secret", frozenset())
    assert one.key(PERSON, "a") != one.key("order_id", "a") != one.key("order_id", "b")
    assert one.key(PERSON, "a") != Keyed(b"other", frozenset()).key(PERSON, "a")


def test_each_value_is_judged_where_it_stands():
    values = pa.chunked_array([["a", None, "b"], ["a"]])
    assert keyed("a").holds(PERSON, values).tolist() == [True, False, False, True]
    assert keyed("a").holds(PERSON, pa.array([], pa.string())).tolist() == []


def test_cells_must_be_unmistakable():
    cells = pa.array(["77", "c-1234567", "+48 601 777 424", "ANNA@x.pl", "some words with c-1234567", None])
    found = keyed("77", "c-1234567", "+48601777424", "anna@x.pl").holds_cells(cells)
    assert found.tolist() == [False, True, True, True, False, False]


def test_json_names_a_person_by_an_id_field_or_unmistakably():
    listed = keyed("77", "anna@x.pl")
    assert listed.is_in_json(b'{"userId": "77"}')
    assert listed.is_in_json(b'{"traits": {"userId": 77}}')
    assert listed.is_in_json(b'{"list": [{"q": "anna@x.pl"}]}')
    assert not listed.is_in_json(b'{"rating": "77"}')
    assert not listed.is_in_json(b"no json: 77")


def test_json_names_a_person_also_where_the_field_is_said_again():
    listed = keyed("77", "anna@x.pl")
    assert listed.is_in_json(b'{"userId": "77", "userId": "78"}')
    assert listed.is_in_json(b'{"userId": {"id": "77"}, "userId": null}')
    assert listed.is_in_json(b'[{"q": ["anna@x.pl"], "q": []}]')
    assert not listed.is_in_json(b'{"userId": "78", "userId": "79", "rating": 77, "rating": "77", "a": {}}')


def test_a_piece_names_a_person_by_a_whole_word():
    assert keyed("77").is_in_piece('x;"77";y')
    assert not keyed("77").is_in_piece("x,777,y")
