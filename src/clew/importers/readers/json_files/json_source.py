"""Reads JSON (a list of objects, or an object that holds one) and JSON Lines, gzipped or not, record by record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from clew.errors import UnreadableFileError
from clew.importers.raw import RawBatch, unique_columns
from clew.importers.readers.canonical_text import json_text
from clew.importers.readers.encoding import Utf8Stream, guess_encoding
from clew.importers.readers.flatten import Record, TooDeepError, as_record, batches_of, check_columns
from clew.importers.readers.json_files.json_cursor import DECODER, BrokenJsonError, JsonCursor, broken_reason
from clew.importers.readers.json_files.json_lines import MAX_LINE, physical_lines
from clew.importers.readers.source import Source
from clew.importers.rejected import Rejected, shorten

__all__ = ["JsonSource"]

_HEAD_BYTES = 1 << 20
#: Stands for "whichever list is read" where the text itself breaks.
_ANY = "\0"
#: Names under which APIs put their records, where an object holds several lists.
_USUAL = ("records", "data", "items", "results", "rows", "values")


class JsonSource(Source):
    """A JSON or JSON Lines file. ``_line`` is the physical line in JSON Lines, the record's 1-based number in JSON.

    The file is read twice, first for its columns: a column may appear in the last record for the first time.
    """

    format = "json"

    def __init__(self, path: Path) -> None:
        self._encoding = guess_encoding(path)
        stream = Utf8Stream(path, self._encoding)
        try:
            lines = _is_lines(stream.read(_HEAD_BYTES))
        finally:
            stream.close()
        self.format = "jsonl" if lines else "json"
        self.path = path
        #: Lists in which objects were seen: plain values among them are no records.
        self._of_objects: set[str] = set()
        self._list, self._names = self._survey()
        details = {"encoding": self._encoding} | ({"list": self._list} if self._list else {})
        super().__init__(path, unique_columns(self._names), details)

    def batches(self) -> Iterator[RawBatch]:
        """Yield the rows in file order; a bad line of JSON Lines is broken, in JSON all from the bad place on is."""
        found = (one for name, one in self._found() if name in (self._list, _ANY))
        return batches_of(found, self._names, self.columns)

    def _found(self) -> Iterator[tuple[str, Record | Rejected]]:
        """Yield the records of the file with the name of the list they stand in."""
        stream = Utf8Stream(self.path, self._encoding)
        try:
            yield from _of_lines(stream) if self.format == "jsonl" else _of_document(stream, self._of_objects)
        finally:
            stream.close()

    def _survey(self) -> tuple[str, tuple[str, ...]]:
        """Return which list holds the records, and all their keys in order of appearance."""
        lists: dict[str, dict[str, None]] = {}
        first_broken: Rejected | None = None
        for name, one in self._found():
            if isinstance(one, Rejected):
                first_broken = first_broken or one
                continue
            columns = lists.setdefault(name, {})
            columns.update(dict.fromkeys(one.cells))
            check_columns(self.path.name, columns)
        chosen = self._chosen({name: columns for name, columns in lists.items() if columns}, first_broken)
        return chosen, tuple(lists[chosen])

    def _chosen(self, lists: dict[str, dict[str, None]], broken: Rejected | None) -> str:
        """Return the name of the list to read; raise where there is none, or no telling which."""
        if len(lists) == 1:
            return next(iter(lists))
        if usual := [name for name in _USUAL if name in lists]:
            return usual[0]
        if lists:
            raise UnreadableFileError(
                f"{self.path.name} holds several lists of records ({', '.join(lists)}): save the one you want alone."
            )
        why = f" ({broken.reason}: {shorten(broken.value, 60)})" if broken else ""
        raise UnreadableFileError(
            f"{self.path.name} is JSON without one readable record{why}: it should be a list of objects."
        )


def _is_lines(head: bytes) -> bool:
    """Return whether the first line is a whole object and something follows it."""
    first, _, rest = head.lstrip().partition(b"\n")
    if not first.startswith(b"{") or not rest.strip():
        return False
    try:
        return isinstance(DECODER.decode(first.decode("utf-8", "replace")), dict)
    except (json.JSONDecodeError, RecursionError):
        # A broken first line is still a line where the second begins an object too.
        return first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")


def _of_lines(stream: Utf8Stream) -> Iterator[tuple[str, Record | Rejected]]:
    """Yield one record a line."""
    for number, data, whole in physical_lines(stream):
        text = data.decode("utf-8", "surrogateescape").strip()
        if not whole:
            reason = stream.torn or f"the line is longer than {MAX_LINE >> 20} MB"
            yield "", Rejected(number, "", reason, shorten(text))
        elif text:
            yield "", _of_line(number, text)


def _of_line(number: int, text: str) -> Record | Rejected:
    """Return the record of one line."""
    try:
        value = DECODER.decode(text)
    except (json.JSONDecodeError, RecursionError) as error:
        return Rejected(number, "", broken_reason(error), shorten(text))
    return _as_record(number, value, text)


def _as_record(line: int, value: Any, text: str = "") -> Record | Rejected:
    """Return the value as a row: objects flat, single values in a column called value."""
    if isinstance(value, list):
        return Rejected(line, "", "a list where an object was expected", shorten(text or str(value)))
    try:
        return as_record(line, value if isinstance(value, dict) else {"value": value})
    except TooDeepError as error:
        return Rejected(line, "", str(error), shorten(text))


def _stray(line: int, value: Any) -> Record | Rejected:
    """Return the record of a value in a list of objects; one that is no object is none."""
    if isinstance(value, dict | list):
        return _as_record(line, value)
    return Rejected(line, "", "a plain value where an object was expected", shorten(json_text(value)))


def _of_document(stream: Utf8Stream, of_objects: set[str]) -> Iterator[tuple[str, Record | Rejected]]:
    """Yield the records of the lists in a JSON text; where it breaks, one rejection stands for the rest."""
    cursor, numbers = JsonCursor(stream), count(1)
    line = 0
    try:
        for name, value in _values(cursor):
            line = next(numbers)
            if isinstance(value, dict):
                of_objects.add(name)
            yield name, _stray(line, value) if name in of_objects else _as_record(line, value)
        if stream.torn:
            yield _ANY, Rejected(line + 1, "", stream.torn)
    except BrokenJsonError as error:
        reason = stream.torn or error.reason
        yield _ANY, Rejected(line + 1, "", f"{reason}; nothing after it can be read", shorten(error.start))


def _values(cursor: JsonCursor) -> Iterator[tuple[str, Any]]:
    """Yield every record with the name of its list; several documents may follow one another."""
    while opening := cursor.peek():
        if opening == "[":
            yield from (("", value) for value in cursor.list_items())
        elif opening == "{":
            yield from _of_object(cursor)
        else:
            raise BrokenJsonError("not valid JSON: expected [ or { here", cursor.shown())


def _of_object(cursor: JsonCursor) -> Iterator[tuple[str, Any]]:
    """Yield the records of the lists an object holds, or the object itself where it holds none."""
    rest: dict[str, Any] = {}
    lists = 0
    cursor.take("{")
    while cursor.peek() != "}":
        name = cursor.value()
        cursor.take(":")
        if cursor.peek() == "[" and cursor.peek(1) == "{":
            lists += 1
            yield from ((str(name), value) for value in cursor.list_items())
        else:
            rest[str(name)] = cursor.value()
        if cursor.peek() != "}":
            cursor.take(",")
    cursor.take("}")
    if not lists:
        yield "", rest
