"""Lists that people paste or upload: CSV of customer_id, email, phone, language; other columns become fields.

A line is read or named with its number and why it is not; two lines of one person become one.
"""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from clew.errors import ClewError
from clew.importers.raw import LINE
from clew.importers.readers.csv_files.csv_source import CsvSource
from clew.importers.rows.identifiers import normalise
from clew_server.surveys.asking.whom.person import LONGEST_FIELD, Person, address_kind, language_for
from clew_server.surveys.persons import keys_of

__all__ = ["LARGEST", "MOST", "NAMES", "Read", "Wrong", "read_list"]

LARGEST, MOST, MOST_FIELDS, LONGEST_ID, SHOWN = 20 * 1024**2, 200_000, 50, 300, 200
#: How the columns that are known are called, in files of our languages.
NAMES: dict[str, tuple[str, ...]] = {
    "customer_id": ("customer_id", "customerid", "customer", "client_id", "user_id", "userid", "id", "id_klienta"),
    "email": ("email", "e_mail", "mail", "email_address", "adres_e_mail", "почта"),
    "phone": ("phone", "telephone", "tel", "mobile", "phone_number", "telefon", "телефон"),
    "language": ("language", "lang", "locale", "jezyk", "język", "limba", "limbă", "язык"),
}  # fmt: skip
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}\Z")
#: What an export puts before a text that a spreadsheet would compute.
_GUARDED = re.compile(r"^'(?=[=+\-@])")
_TEXTS: dict[str, str | Promise] = {
    "nobody": gettext_lazy("names nobody: there is neither a customer_id nor an address"),
    "email": gettext_lazy("the e-mail address is none"),
    "phone": gettext_lazy("the telephone number is none: write it with its country code, +48 601 234 567"),
    "no_address": gettext_lazy("there is no address to send to"),
    "long": gettext_lazy("the customer_id is too long"),
}


@dataclass(frozen=True)
class Wrong:
    """A line that nobody can be asked by."""

    line: int
    reason: str

    @property
    def text(self) -> str:
        """Why, in words."""
        return str(_TEXTS.get(self.reason, self.reason))


@dataclass
class Read:
    """A list as it was read: who is on it, how many lines were merged into others, which are wrong."""

    people: list[Person] = field(default_factory=list)
    merged: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    #: Columns that became no field, since texts and conditions could not name them.
    left_out: list[str] = field(default_factory=list)
    problem: str = ""


def read_list(workspace_id: UUID, kind: str, languages: Sequence[str], body: bytes) -> Read:
    """Return who is on a list for a way out of ``kind``; ``problem`` says where it is no list at all."""
    read = Read()
    try:
        columns, rows = _rows(body, read)
    except ClewError as error:
        return Read(problem=str(error))
    known = {name: _column(columns, name) for name in NAMES}
    if not any(known[name] for name in ("customer_id", "email", "phone")):
        if len(columns) == 1 and "@" in columns[0]:
            return read_list(workspace_id, kind, languages, b"email\n" + body)
        return Read(problem=gettext("The first line should name the columns: customer_id, email, phone, language."))
    others = [name for name in columns if name not in known.values()]
    fields = [name for name in others if _FIELD.match(name)][:MOST_FIELDS]
    read.left_out = [name for name in others if name not in fields]
    lines = _Lines(workspace_id, kind, languages, known, fields, read)
    if len(rows) > MOST:
        return Read(problem=gettext("A list has at most %(most)s people; nothing was taken.") % {"most": MOST})
    for line, row in rows:
        lines.add(line, row)
    lines.done()
    read.wrong.sort(key=lambda one: one.line)
    return read


class _Lines:
    """Takes lines one by one; who is there already, by customer id or by address, is made whole by later lines."""

    def __init__(
        self, workspace_id: UUID, kind: str, languages: Sequence[str], known: Mapping[str, str], fields: Sequence[str],
        read: Read,
    ) -> None:  # fmt: skip
        self._workspace_id, self._languages, self._known, self._fields = workspace_id, languages, known, fields
        self._needs, self._read, self._taken = address_kind(kind), read, 0
        self._places: dict[str, int] = {}
        self._people: dict[int, Person] = {}

    def add(self, line: int, row: Mapping[str, str]) -> None:
        cells = {name: _plain(row.get(column, "")) for name, column in self._known.items() if column}
        address, reason = self._address(cells)
        customer = cells.get("customer_id", "")
        reason = reason or ("long" if len(customer) > LONGEST_ID else "")
        if reason or not (customer or address):
            self._read.wrong.append(Wrong(line, reason or "nobody"))
            return
        self._keep(Person(
            customer_id=customer, address=address, keys=tuple(keys_of(self._workspace_id, customer, address)),
            language=language_for(cells.get("language", ""), "", self._languages),
            fields={name: text[:LONGEST_FIELD] for name in self._fields if (text := _plain(row.get(name, "")))},
        ))  # fmt: skip

    def _address(self, cells: Mapping[str, str]) -> tuple[str, str]:
        """Return the address that the way out needs, and what is wrong with it."""
        for kind in [self._needs] if self._needs else ["email", "phone"]:
            if cells.get(kind):
                address = normalise(kind, cells[kind])
                return (address, "") if address else ("", kind)
        return "", "no_address" if self._needs and not cells.get("customer_id") else ""

    def _keep(self, person: Person) -> None:
        places = sorted({self._places[key] for key in person.keys if key in self._places})
        place = places[0] if places else self._taken
        keys = [*person.keys, *(key for one in places for key in self._people[one].keys)]
        for one in places:
            person = self._joined(self._people.pop(one), person)
        self._people[place] = person
        self._places |= dict.fromkeys([*keys, *person.keys], place)
        self._taken += 1

    def done(self) -> None:
        """Put what was found into what was read."""
        self._read.people = [self._people[place] for place in sorted(self._people)]
        self._read.merged = self._taken - len(self._people)

    def _joined(self, one: Person, other: Person) -> Person:
        customer, address = one.customer_id or other.customer_id, one.address or other.address
        return Person(
            customer_id=customer, address=address, keys=tuple(keys_of(self._workspace_id, customer, address)),
            language=one.language or other.language, fields={**other.fields, **one.fields},
        )  # fmt: skip


def _rows(body: bytes, read: Read) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Return the columns of a delimited text and its rows with their lines, read as imports are."""
    if len(body.strip().splitlines()) < 2:  # noqa: PLR2004 - a header alone: the reader wants a line below it
        return next(csv.reader([body.strip().decode("utf-8", "replace")]), []), []
    with tempfile.TemporaryDirectory(prefix="clew-list-") as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(body)
        source, found = CsvSource(path), []
        for batch in source.batches():
            read.wrong += [Wrong(one.line, one.reason) for one in batch.broken]
            lines = batch.rows[LINE].to_pylist()
            found += list(zip(lines, batch.rows.select(list(source.columns)).to_pylist(), strict=True))
    return list(source.columns), found


def _column(columns: Sequence[str], name: str) -> str:
    """Return which column says ``name``, empty where none does."""
    called = {re.sub(r"[\s.\-]+", "_", column.strip().lower()): column for column in reversed(columns)}
    return next((called[word] for word in NAMES[name] if word in called), "")


def _plain(text: str | None) -> str:
    return _GUARDED.sub("", (text or "").replace("\0", "").strip())
