"""Under which ids and addresses one customer is known, so that what was said of one of them holds for all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from clew.customers.finding import aliases_of

__all__ = ["KnownAs", "known_as"]

KINDS = ("email", "phone")
#: An id with more e-mails, or more phones, is no one person: the account of a firm, or what stands for nobody.
MOST_OF_A_KIND = 5


class KnownAs(msgspec.Struct, frozen=True):
    """All ids of one customer, the one that stands for them first, and the e-mails and phones that nobody else has."""

    ids: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


def known_as(people: Sequence[tuple[str, str]], lake: Any) -> list[KnownAs]:
    """Return of each of ``people`` (customer id and address as identifiers have it, one may be empty) who it is.

    Somebody without an id, or with one that no address is known of, is the customer who alone has the address: a list
    from elsewhere may have ids of its own. An address that several customers have is
    nobody's: it may be a family's, or that of a firm. Of an id with too many addresses to be one person's nothing more
    is known, and they are nobody's either.
    """
    aliases, held = aliases_of(lake), _held(lake)
    owners = _owners(held, {address for _, address in people if address}, aliases)
    named = {name for name, _ in _pairs(held, "customer_id", {customer for customer, _ in people if customer})}
    named |= aliases.keys()
    roots = [
        aliases.get(customer, customer) if customer in named else owners.get(address, customer)
        for customer, address in people
    ]
    ids = _ids({root for root in roots if root}, aliases)
    theirs = _addresses(held, {name: root for root, names in ids.items() for name in names})
    ids = {root: names for root, names in ids.items() if _is_one_person(theirs.get(root, ()))}
    owners = _owners(held, {address for root in ids for address in theirs.get(root, ())}, aliases)
    alone = {root: tuple(one for one in theirs.get(root, ()) if owners.get(one) == root) for root in ids}
    return [KnownAs(ids.get(root, ()), alone.get(root, ())) for root in roots]


def _is_one_person(addresses: Sequence[str]) -> bool:
    emails = sum("@" in address for address in addresses)
    return max(emails, len(addresses) - emails) <= MOST_OF_A_KIND


def _held(lake: Any) -> pa.Table:
    """Who has which e-mail and which phone."""
    known = lake.identifiers
    return known.filter(pc.is_in(known["kind"], pa.array(KINDS, pa.string())))


def _ids(roots: Collection[str], aliases: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found = {root: [root] for root in roots}
    for name, root in aliases.items():
        if root in found and name != root:
            found[root].append(name)
    return {root: tuple(names) for root, names in found.items()}


def _owners(held: pa.Table, addresses: Collection[str], aliases: Mapping[str, str]) -> dict[str, str]:
    """Return of each address that one customer alone has whose it is."""
    found: dict[str, set[str]] = {}
    for name, address in _pairs(held, "value", addresses):
        found.setdefault(address, set()).add(aliases.get(name, name))
    return {address: next(iter(roots)) for address, roots in found.items() if len(roots) == 1}


def _addresses(held: pa.Table, roots: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the addresses of each customer, once each, of all their ids."""
    found: dict[str, dict[str, None]] = {}
    for name, address in _pairs(held, "customer_id", roots.keys()):
        found.setdefault(roots[name], {})[address] = None
    return {root: list(addresses) for root, addresses in found.items()}


def _pairs(held: pa.Table, column: str, wanted: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield customer id and address of the rows in which a column has one of those that are wanted."""
    rows = held.filter(pc.is_in(held[column], pa.array(sorted(wanted), pa.string())))
    yield from zip(rows["customer_id"].to_pylist(), rows["value"].to_pylist(), strict=True)
