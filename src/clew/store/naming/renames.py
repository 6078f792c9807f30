"""What a workspace calls its touchpoints and channels: facts "old is new", applied when rows are read.

Rows keep the names they came with, so an undone rename leaves no trace. Several olds with one new name are a merge; a
chain (a is b, b is c) shows its last name. A fact that would close a circle, or give a name a second one, never counts:
written ones are refused, and of two that were written at the same moment by two processes the earlier stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from clew.errors import UsageError

__all__ = ["NAMED", "RENAME", "UNDONE", "Rename", "checked_rename", "current_names", "read_renames", "stored_rename"]

#: The columns whose names can be changed.
NAMED = ("touchpoint", "channel")
#: How the facts stand among the settings of a lake version: ``rename:<id>``, and ``rename_undone:<id>`` when undone.
RENAME, UNDONE = "rename", "rename_undone"
LONGEST = 200


class Rename(msgspec.Struct, frozen=True, kw_only=True):
    """One fact: in ``column``, ``old`` is to be read as ``new``; times are ISO 8601 in UTC."""

    id: str
    column: str
    old: str
    new: str
    stated_at: str
    undone_at: str | None = None

    @property
    def place(self) -> tuple[str, str]:
        """Its place among the facts: the earlier stands."""
        return self.stated_at, self.id


def read_renames(stored: Mapping[str, Any]) -> tuple[Rename, ...]:
    """Return all facts among the settings of a lake version, the undone too, in the order in which they were stated."""
    undone = {key.partition(":")[2]: at for key, at in stored.items() if key.startswith(f"{UNDONE}:")}
    facts = (
        msgspec.convert({**fact, "undone_at": undone.get(fact["id"])}, Rename)
        for key, fact in stored.items()
        if key.startswith(f"{RENAME}:")
    )
    return tuple(sorted(facts, key=lambda fact: fact.place))


def stored_rename(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a journal record of kind ``rename`` changes among the settings.

    >>> stored_rename({"undone": "r1", "at": "2026-11-28T12:00:00+00:00"})
    {'rename_undone:r1': '2026-11-28T12:00:00+00:00'}
    """
    if "undone" in body:
        return {f"{UNDONE}:{body['undone']}": body["at"]}
    return {f"{RENAME}:{body['id']}": dict(body)}


def current_names(renames: Iterable[Rename], column: str) -> dict[str, str]:
    """Return the last name of each name of ``column`` that has another one.

    >>> facts = [Rename(id="1", column="channel", old="a", new="b", stated_at="2026-01-01"),
    ...          Rename(id="2", column="channel", old="b", new="c", stated_at="2026-01-02")]
    >>> current_names(facts, "channel")
    {'a': 'c', 'b': 'c'}
    """
    direct = _direct(renames, column)
    return {old: _last(old, direct) for old in sorted(direct)}


def checked_rename(renames: Iterable[Rename], column: str, old: str, new: str) -> tuple[str, str]:
    """Return the two names as they are journalled.

    Raises:
        UsageError: a column without names of its own, an empty name, a name that has another one already, or a circle.
    """
    if column not in NAMED:
        raise UsageError.unknown("column of names", column, NAMED)
    new = new.strip()
    for name, what in ((old, "old"), (new, "new")):
        if not name.strip() or len(name) > LONGEST or not name.isprintable():
            raise UsageError(f"The {what} name of a {column} is a text of 1 to {LONGEST} characters on one line.")
    standing = [fact for fact in renames if fact.undone_at is None and fact.column == column]
    direct = _direct(standing, column)
    if old == new:
        raise UsageError(f"The {column} is called '{old}' already.")
    if old in direct:
        raise UsageError(
            f"The {column} '{old}' is shown as '{_last(old, direct)}' already: rename that one, or undo"
            f" {_fact_of(standing, old, direct)} first."
        )
    if _last(new, direct) == old:
        raise UsageError(
            f"'{old}' as '{new}' would go in a circle: '{new}' is shown as '{old}'. To have '{new}' back, undo"
            f" {_fact_of(standing, new, direct)}."
        )
    return old, new


def _direct(renames: Iterable[Rename], column: str) -> dict[str, str]:
    """Return the next name of each name, of the facts that count."""
    direct: dict[str, str] = {}
    for fact in sorted(renames, key=lambda fact: fact.place):
        counts = fact.column == column and fact.undone_at is None and fact.old not in direct
        if counts and _last(fact.new, direct) != fact.old:
            direct[fact.old] = fact.new
    return direct


def _last(name: str, direct: Mapping[str, str]) -> str:
    """Return what a name is called in the end; a circle, which _direct never makes, ends in an error and not never."""
    for _ in range(len(direct) + 1):
        if name not in direct:
            return name
        name = direct[name]
    raise RuntimeError(f"The names go in a circle at '{name}'.")


def _fact_of(standing: Iterable[Rename], old: str, direct: Mapping[str, str]) -> str:
    """Return the id of the first fact that gives ``old`` its next name."""
    return next(fact.id for fact in standing if fact.old == old and fact.new == direct[old])
