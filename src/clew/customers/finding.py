"""Customers by what somebody at a telephone says: an id, an e-mail, a phone, a name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clew.engines.compile import canonical_tables
from clew.importers.rows.identifiers import normalise
from clew.questions.gathering.lake import Engine, Reader
from clew.tables import TABLES
from clew.text.redaction.phones import REGIONS
from clew.text.words.folding import fold, tokens

__all__ = ["FoundCustomer", "aliases_of", "find_customers", "identifiers_of", "ids_by_root", "root_of"]

#: Fewer letters of an id are no id to look for the beginning of.
SHORTEST_BEGINNING = 3


class FoundCustomer(msgspec.Struct, frozen=True):
    """One customer, and by what they were found: ``how`` is "id", "email", "phone" or "name", ``value`` that."""

    customer_id: str
    how: str
    value: str


def find_customers(text: str, lake: Any, engine: Engine, limit: int = 20) -> tuple[FoundCustomer, ...]:
    """Return customers of a snapshot known as ``text``, the surest first, each once; () for what nobody has.

    An id must be whole, or begin so and be among ``customers``; an e-mail or phone in any way of writing; of a name
    every word typed begins a word of it, diacritics apart. Aliases are answered: one customer, one id.
    """
    plain = text.strip()
    if not plain or limit < 1 or "\0" in plain or any("\ud800" <= letter <= "\udfff" for letter in plain):
        return ()
    reader, aliases = Reader(lake, engine), aliases_of(lake)
    found = [FoundCustomer(root, "id", plain) for root in _whole_id(reader, plain, aliases)]
    found += [FoundCustomer(aliases.get(who, who), how, value) for who, how, value in _by_identifier(lake, plain)]
    if len(plain) >= SHORTEST_BEGINNING:
        found += [FoundCustomer(name, "id", name) for name in _beginning(reader, plain, limit)]
    once = {one.customer_id: one for one in reversed(found)}
    return tuple(one for one in dict.fromkeys(found) if once[one.customer_id] == one)[:limit]


def identifiers_of(customers: Iterable[str], lake: Any) -> dict[str, tuple[str, ...]]:
    """Return the names, e-mails and phones that are known of each of ``customers``, by the id that was given."""
    wanted = set(customers)
    ids = {name: name for name in wanted}
    ids |= {name: root for name, root in aliases_of(lake).items() if root in wanted}
    known: pa.Table = lake.identifiers
    rows = known.filter(pc.is_in(known["customer_id"], pa.array(sorted(ids), pa.string())))
    found: dict[str, list[str]] = {name: [] for name in wanted}
    for name, _, value in _rows(rows):
        found[ids[name]].append(value)
    return {name: tuple(dict.fromkeys(values)) for name, values in found.items()}


def root_of(customer: str, lake: Any) -> str:
    """Return the id that stands for ``customer`` in every view of the lake version."""
    return aliases_of(lake).get(customer, customer)


def ids_by_root(customers: Iterable[str], lake: Any) -> dict[str, tuple[str, ...]]:
    """Return every id under which each of ``customers`` is known, the one that stands for them first."""
    found = {name: [name] for name in customers}
    for name, root in aliases_of(lake).items():
        if root in found:
            found[root].append(name)
    return {root: tuple(dict.fromkeys(names)) for root, names in found.items()}


def aliases_of(lake: Any) -> dict[str, str]:
    """Return which id stands for each that does not stand for its customer itself."""
    file = lake.views["customers"].aliases
    if file is None:
        return {}
    rows = pq.read_table(file, columns=["id", "customer_id"])
    return dict(zip(rows["id"].to_pylist(), rows["customer_id"].to_pylist(), strict=True))


def _whole_id(reader: Reader, plain: str, aliases: dict[str, str]) -> list[str]:
    root = aliases.get(plain, plain)
    if plain in aliases:
        return [root]
    for name, table in canonical_tables().items():
        view = reader.lake.views.get(name)
        if "customer_id" in TABLES[name].by_name and view is not None and (view.files or view.dirty):
            seen = table.filter(table.customer_id == root).limit(1).select(found=table.customer_id)
            if reader.read(seen).num_rows:
                return [root]
    return []


def _beginning(reader: Reader, plain: str, limit: int) -> list[str]:
    table = canonical_tables()["customers"]
    begins = table.filter(table.customer_id.startswith(plain)).select("customer_id").distinct()
    return [str(name) for name in reader.read(begins.order_by("customer_id").limit(limit))["customer_id"].to_pylist()]


def _by_identifier(lake: Any, plain: str) -> list[tuple[str, str, str]]:
    known: pa.Table = lake.identifiers
    email = normalise("email", plain)
    wanted = {"email": [email] if email else [], "phone": _phones(plain)}
    found: list[tuple[str, str, str]] = []
    for kind, values in wanted.items():
        given = pa.array(values, pa.string())
        if len(given):
            found += _rows(known.filter(pc.and_(pc.equal(known["kind"], kind), pc.is_in(known["value"], given))))
    return [*found, *_named(known.filter(pc.equal(known["kind"], "name")), plain)]


def _phones(plain: str) -> list[str]:
    """Return the ways to read a phone: with its own code, or as one of a country; only what can be called."""
    if sum(letter.isdigit() for letter in plain) < 6:  # noqa: PLR2004 - no phone is shorter
        return []
    read = {normalise("phone", plain, region) for region in ("", *REGIONS)} - {None}
    return sorted(number for number in read if number and phonenumbers.is_possible_number(phonenumbers.parse(number)))


def _named(names: pa.Table, plain: str) -> list[tuple[str, str, str]]:
    """Return who is called so: every word typed begins a word of the name; each different name is looked at once."""
    typed = [fold(word) for word in tokens(plain)]
    if not typed or not names.num_rows:
        return []
    distinct = pc.unique(names["value"])
    folded = fold("\0".join(distinct.to_pylist())).split("\0")
    fits = [_fits(typed, words) for words in folded]
    return _rows(names.filter(pc.is_in(names["value"], distinct.filter(pa.array(fits)))))


def _fits(typed: list[str], name: str) -> bool:
    if not all(word in name for word in typed):
        return False
    words = tokens(name)
    return all(any(word.startswith(given) for word in words) for given in typed)


def _rows(found: pa.Table) -> list[tuple[str, str, str]]:
    return list(zip(*(found[name].to_pylist() for name in ("customer_id", "kind", "value")), strict=True))
