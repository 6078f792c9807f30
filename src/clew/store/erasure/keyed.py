"""Recognising listed people by keyed hashes alone: the list itself never says who they are."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.rows.references import SHARED

__all__ = ["PERSON", "Keyed", "forms_of", "is_telling"]

#: The kind under which ids, e-mails and phones are hashed; shared ids are hashed under their column's name.
PERSON = "person"

_SEPARATORS = re.compile(r"[\s,;|<>\"'\[\](){}]+")
_PUNCTUATION = re.compile(r"[\s().\-/]")
#: Eight characters with a letter and a digit, an e-mail or a phone with its country: no two things bear it by chance.
_TELLING = r"^\s*(?:[^\s@]+@[^\s@]+|\+[\d\s().\-/]{7,24}|\S{8,200})\s*$"


@dataclass(frozen=True)
class Keyed:
    """The people on a list of keyed hashes, and the workspace's secret that it was made with.

    >>> keyed = Keyed(b"secret", frozenset())
    >>> keyed.with_keys([keyed.key(PERSON, "c1")]).holds(PERSON, pa.array(["c1", None, "c2"])).tolist()
    [True, False, False]
    """

    secret: bytes
    hashes: frozenset[str]

    def key(self, kind: str, value: str) -> str:
        """Return the keyed hash of one id, e-mail or phone (HMAC-SHA-256 in hex)."""
        return hmac.digest(self.secret, f"erased\0{kind}\0{value}".encode(errors="replace"), "sha256").hex()

    def with_keys(self, hashes: Iterable[str]) -> Keyed:
        """Return the list with more on it."""
        return Keyed(self.secret, self.hashes | frozenset(hashes))

    def names(self, text: str, kind: str = PERSON) -> bool:
        """Return whether ``text`` is, in one of its forms, an id of a listed person."""
        return any(self.key(kind, form) in self.hashes for form in forms_of(text))

    def holds(self, kind: str, values: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.bool_]:
        """Return, value by value, whether it is listed; each distinct one is hashed once."""
        return _spread(values, lambda text: self.key(kind, text) in self.hashes)

    def holds_cells(self, texts: pa.Array) -> npt.NDArray[np.bool_]:
        """Return, cell by cell, whether it is an unmistakable id of a listed person; short ones prove nothing."""
        return _spread(texts, lambda text: is_telling(text) and self.names(text), _TELLING)

    def is_in_piece(self, text: str) -> bool:
        """Return whether a piece of raw text, which was no row, has an id of a listed person in it as a word."""
        words = {word for word in _SEPARATORS.split(text) if word} | {part for part in text.split(",") if part}
        return any(self.names(word) or self._is_shared(word) for word in words)

    def is_in_json(self, body: bytes) -> bool:
        """Return whether JSON names a listed person: in a field that ends in ``id``, or unmistakably anywhere.

        Of a field that is said twice both are looked at: the first counts for nothing, and is in the text all the same.
        """
        try:
            document = json.loads(body, object_pairs_hook=tuple)
        except ValueError:
            return False
        return any(self.names(text) for name, text in _strings(document) if name.endswith("id") or is_telling(text))

    def _is_shared(self, word: str) -> bool:
        return is_telling(word) and any(self.key(kind, word) in self.hashes for kind in SHARED)


def forms_of(text: str) -> set[str]:
    """Return the ways one and the same id may be written.

    >>> sorted(forms_of(" Anna@Example.com ")), sorted(forms_of("+48 601-234-567"))
    (['Anna@Example.com', 'anna@example.com'], ['+48 601-234-567', '+48601234567'])
    """
    plain = text.strip()
    forms = {plain}
    if "@" in plain:
        forms.add(plain.lower())
    if plain.startswith("+"):
        forms.add(_PUNCTUATION.sub("", plain))
    return forms - {""}


def is_telling(text: str) -> bool:
    """Return whether no other cell says the same by chance: 7 is a rating too, ``anna@example.com`` is one person.

    >>> [is_telling(text) for text in ("7", "12345678", "c-1234567", "anna@example.com", "+48601234567")]
    [False, False, True, True, True]
    """
    plain = text.strip()
    if "@" in plain or plain.startswith("+"):
        return re.match(_TELLING, plain) is not None
    has_letter, has_digit = re.search(r"[^\W\d_]", plain), re.search(r"\d", plain)
    return bool(has_letter and has_digit and re.match(_TELLING, plain))


def _spread(
    values: pa.Array | pa.ChunkedArray, rule: Callable[[str], bool], pattern: str = ""
) -> npt.NDArray[np.bool_]:
    """Return ``rule`` of each value, asked once a distinct one that fits ``pattern``; false where there is none."""
    flat = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    encoded = flat.dictionary_encode()
    texts = encoded.dictionary
    asked = np.ones(len(texts), dtype=bool)
    if pattern:
        asked = pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)
    verdicts = np.zeros(len(texts) + 1, dtype=bool)
    verdicts[np.flatnonzero(asked)] = [rule(text) for text in texts.filter(pa.array(asked)).to_pylist()]
    return verdicts[np.asarray(pc.fill_null(encoded.indices, -1), dtype=np.int64)]


def _strings(document: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in a JSON document, its objects as tuples of pairs, with the lower-case name of its field."""
    if isinstance(document, tuple):
        for key, value in document:
            yield from _strings(value, key.lower())
    elif isinstance(document, list):
        for value in document:
            yield from _strings(value, name)
    elif isinstance(document, str | int):
        yield name, str(document)
