"""Every key under which the ledger may know somebody, by what the lake knows of them now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from clew.customers import KnownAs, known_as
from clew_server.lakes.handles import opened
from clew_server.surveys.asking.whom.person import Person
from clew_server.surveys.persons import keys_of_names

__all__ = ["MOST", "with_all_keys"]

#: So many keys of one person are kept, the id that stands for them and their addresses first: one device after the
#: other may have become an id of theirs.
MOST = 40


def with_all_keys(workspace_id: UUID, people: Sequence[Person]) -> list[Person]:
    """Return people with the keys of all their ids, and of every address that is theirs alone.

    So who opted out by an e-mail, or was asked by it, is found where a text message is to ask them.
    """
    if not people:
        return []
    asked = [(one.customer_id, one.address) for one in people]
    known = opened(workspace_id).retried(lambda lake: known_as(asked, lake))
    return [_with(workspace_id, one, more) for one, more in zip(people, known, strict=True)]


def _with(workspace_id: UUID, one: Person, more: KnownAs) -> Person:
    root, *others = more.ids or ("",)
    keys = [*keys_of_names(workspace_id, (root,), more.addresses), *keys_of_names(workspace_id, others, ())]
    all_of = tuple(dict.fromkeys((*one.keys, *keys)))[:MOST]
    return replace(one, keys=all_of, aliases=frozenset(all_of).difference(one.keys))
