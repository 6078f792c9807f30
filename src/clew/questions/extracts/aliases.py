"""Which hashed id is which customer: the aliases of a lake version, answered for many ids at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import ibis
import numpy as np
import pyarrow as pa

from clew.engines.views import TableView
from clew.questions.extracts.extract import Ints
from clew.questions.gathering.lake import Reader

__all__ = ["Aliases", "aliases_of"]

_NAME = "aliases"
_SCHEMA = pa.schema([("id", pa.string()), ("customer_id", pa.string())])


@dataclass(frozen=True, slots=True)
class Aliases:
    """Gives hashed ids those of their customers: ``known`` ids, sorted, and whose each is; every other is its own."""

    known: Ints
    named: Ints

    def __call__(self, units: Ints) -> Ints:
        """Return the customer of each of ``units``."""
        if not len(self.known):
            return units
        places = np.searchsorted(self.known, units)
        places[places == len(self.known)] = 0
        return np.where(self.known[places] == units, self.named[places], units)

    def ids_of(self, customers: Ints) -> Ints:
        """Return every id, sorted, that is one of ``customers``."""
        return np.unique(np.concatenate([customers, self.known[np.isin(self.named, customers)]]))


def aliases_of(reader: Reader, file: str | None) -> Aliases:
    """Return the aliases of ``file``; without one every id is its own."""
    if file is None:
        return Aliases(*(np.zeros(0, dtype=np.int64),) * 2)
    return Aliases(*_pairs(reader, file))


_PAIRS: dict[str, tuple[Ints, Ints]] = {}
_KEPT = 4


def _pairs(reader: Reader, file: str) -> tuple[Ints, Ints]:
    """Return the ids of ``file``, hashed and sorted, and their customers; files never change."""
    if file not in _PAIRS:
        found = reader.engine.read(_text(), {_NAME: TableView(_NAME, _SCHEMA, (file,))})
        known, named = (found[name].to_numpy() for name in ("known", "named"))
        order = np.argsort(known)
        while len(_PAIRS) >= _KEPT:
            _PAIRS.pop(next(iter(_PAIRS)), None)
        _PAIRS[file] = known[order], named[order]
    return _PAIRS[file]


@lru_cache(maxsize=1)
def _text() -> str:
    from clew.engines.compile import compile_expression  # noqa: PLC0415 - beside its only use

    table = ibis.table({"id": "string", "customer_id": "string"}, name=_NAME)
    one = table.group_by("id").aggregate(customer_id=table.customer_id.min())
    return compile_expression(one.select(known=one.id.hash(), named=one.customer_id.hash()))
