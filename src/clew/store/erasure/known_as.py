"""Under which ids one person is known: aliases both ways, identities, e-mails and phones that are theirs alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow.parquet as pq

from clew.engines.view_sql import view_sql
from clew.errors import UsageError
from clew.importers import Mapping
from clew.importers.rows.identifiers import JOINING, identifier_id, normalise
from clew.importers.rows.protect import protected_text
from clew.store.erasure.keyed import PERSON, Keyed
from clew.store.loading.system import IDENTIFIERS, read_system
from clew.store.loading.working import Working
from clew.store.manifest import Manifest
from clew.store.place import Place

__all__ = ["KnownAs", "known_as"]


@dataclass(frozen=True)
class KnownAs:
    """All ids, e-mails and phones of one person, also as they stand in hashed columns.

    ``shared`` counts e-mails and phones that other customers have too: those stay.
    """

    ids: frozenset[str]
    shared: int = 0

    def keys(self, keyed: Keyed) -> frozenset[str]:
        """Return the keyed hashes of all of them."""
        return frozenset(keyed.key(PERSON, text) for text in self.ids)


def known_as(place: Place, manifest: Manifest, customer: str, mappings: Iterable[Mapping]) -> KnownAs:
    """Return all ids of the person known as ``customer``: an id of theirs, an e-mail or a phone.

    Raises:
        UsageError: the e-mail or phone belongs to several customers; the text names them.
    """
    people = _People(place, manifest)
    start = _first_ids(customer, mappings, place.secret)
    _refuse_several(customer, people, start)
    ids = people.closure({*start})
    values = {value for hashed, value in people.values.items() if hashed in ids}
    hashed = {protected_text(text, place.secret) for text in {*ids, *values, customer.strip()}}
    shared = sum(1 for name, held in people.holders.items() if held & people.roots(ids) and name not in ids)
    return KnownAs(frozenset({*ids, *values, *hashed}), shared)


def _first_ids(customer: str, mappings: Iterable[Mapping], secret: bytes) -> list[str]:
    """Return what ``customer`` may be: an id, an e-mail, a phone (read as any mapping's region reads it)."""
    plain = customer.strip()
    if not plain:
        raise UsageError("Say whom: a customer's id, e-mail or phone.")
    regions = sorted({"", *(mapping.private.region for mapping in mappings)})
    normal = {kind: {normalise(kind, plain, region) for region in regions} - {None} for kind in JOINING}
    found = [plain]
    for kind, values in normal.items():
        found += [
            text for value in sorted(filter(None, values)) for text in (value, identifier_id(kind, value, secret))
        ]
    return list(dict.fromkeys([*found, protected_text(plain, secret)]))


def _refuse_several(customer: str, people: _People, start: Iterable[str]) -> None:
    owners = {root for name in start for root in people.holders.get(name, ())}
    if len(owners) > 1:
        named = ", ".join(sorted(owners))
        raise UsageError(f"'{customer}' belongs to {len(owners)} customers; say which one by the id: {named}.")


class _People:
    """Which ids are one customer as of one lake version, and who holds which e-mail or phone."""

    def __init__(self, place: Place, manifest: Manifest) -> None:
        self._root: dict[str, str] = {}
        self._members: dict[str, set[str]] = defaultdict(set)
        if manifest.aliases:
            rows = pq.ParquetFile(place.lake.path(manifest.aliases)).read()
            for name, root in zip(rows["id"].to_pylist(), rows["customer_id"].to_pylist(), strict=True):
                self._root[name] = root
                self._members[root].add(name)
        self._read_identifiers(place, manifest)
        self._read_identities(place, manifest)

    def _read_identifiers(self, place: Place, manifest: Manifest) -> None:
        held = read_system(place.lake, manifest, IDENTIFIERS)
        self.values: dict[str, str] = {}
        self.holders: dict[str, set[str]] = defaultdict(set)
        self._held: dict[str, set[str]] = defaultdict(set)
        names = ("customer_id", "kind", "value", "hashed_id")
        for customer, kind, value, hashed in zip(*(held[name].to_pylist() for name in names), strict=True):
            if kind in JOINING:
                self.values[hashed] = value
                root = self._root.get(customer, customer)
                self._held[root].add(hashed)
                if root != hashed:
                    self.holders[hashed].add(root)

    def _read_identities(self, place: Place, manifest: Manifest) -> None:
        """Nothing but what stands joins; a statement taken back leaves two people."""
        view = Working(place.lake, manifest).view("identities")
        if not (view.files or view.dirty):
            return
        with place.bench() as (bench, _):
            rows = bench.run(f"SELECT from_id, to_id FROM ({view_sql(view)}) WHERE undone_at IS NULL")  # noqa: S608
        for one, other in zip(rows["from_id"].to_pylist(), rows["to_id"].to_pylist(), strict=True):
            root = self._root.get(one, one)
            if self._root.get(other, other) == root:
                self._members[root] |= {one, other}

    def roots(self, ids: Iterable[str]) -> set[str]:
        """Return the ids that stand for the customers of ``ids``."""
        return {self._root.get(name, name) for name in ids}

    def closure(self, ids: set[str]) -> set[str]:
        """Return ``ids`` with all that are the same person; an e-mail joins only where one customer alone has it."""
        while True:
            roots = self.roots(ids)
            found = ids | roots | {member for root in roots for member in self._members.get(root, ())}
            held = {name for one in found for name in self._held.get(one, ())}
            found |= {name for name in held if self.holders[name] <= roots}
            for name in [name for name in found if len(self.holders.get(name, ())) == 1]:
                found |= self.holders[name]
            if found == ids:
                return found
            ids = found
