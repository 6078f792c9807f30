"""How often a person may be asked, a program: a document of kind "contact" among the settings of the workspace.

Defaults: 90 days between relationship surveys and 30 after any other; after-contact surveys at most every 30 days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, get_type_hints
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from clew_server.lakes.handles import opened

__all__ = ["KIND", "NAME", "PROGRAMS", "ContactRules", "ProgramRule", "read_rules", "rules_of"]

KIND, NAME = "contact", "rules"
PROGRAMS = ("transactional", "relationship", "product", "none", "employee")
LONGEST_DAYS, LOWEST = 3650, 9
Days = Annotated[int, Meta(ge=0, le=LONGEST_DAYS)]


class ProgramRule(Struct, frozen=True, kw_only=True):
    """One program: ``days`` after a survey of its own, ``days_after_others`` after one of another program.

    ``place`` is its place in the line where two surveys want the same person on the same day: 1 goes first.
    ``spares_complaints``: who has an open complaint is not asked.
    """

    days: Days
    days_after_others: Days
    place: Annotated[int, Meta(ge=1, le=LOWEST)]
    spares_complaints: bool = False


DEFAULTS: dict[str, ProgramRule] = {
    "transactional": ProgramRule(days=30, days_after_others=0, place=1),
    "relationship": ProgramRule(days=90, days_after_others=30, place=2, spares_complaints=True),
    "product": ProgramRule(days=90, days_after_others=30, place=3),
    "none": ProgramRule(days=30, days_after_others=30, place=4),
    "employee": ProgramRule(days=30, days_after_others=0, place=5),
}


class ContactRules(Struct, frozen=True):
    """The rules of a workspace, a program each."""

    programs: dict[str, ProgramRule]

    def rule(self, program: str) -> ProgramRule:
        """Return the rule of a program."""
        return self.programs.get(program) or DEFAULTS.get(program) or DEFAULTS["none"]

    def gap(self, program: str, other: str) -> timedelta:
        """Return how long after a survey of ``other`` nobody is asked one of ``program``.

        >>> rules = read_rules({})
        >>> rules.gap("relationship", "relationship").days, rules.gap("transactional", "relationship").days
        (90, 0)
        """
        if not matters(program, other):
            return timedelta()
        rule = self.rule(program)
        return timedelta(days=rule.days if program == other else rule.days_after_others)

    def longest_gap(self, program: str) -> timedelta:
        """Return how far back the ledger says anything to a program."""
        return max(self.gap(program, other) for other in PROGRAMS)

    def goes_before(self, other: str, program: str) -> bool:
        """Return whether ``other`` goes first where both want the same person on the same day.

        >>> read_rules({}).goes_before("transactional", "relationship")
        True
        """
        return matters(program, other) and self.rule(other).place < self.rule(program).place


def matters(program: str, other: str) -> bool:
    """Return whether surveys of ``other`` can hold back one of ``program`` at all.

    Relationship surveys never hold back one after a contact; what employees and what customers are asked is apart.
    """
    if program == other:
        return True
    return "employee" not in {program, other} and (program, other) != ("transactional", "relationship")


def rules_of(workspace_id: UUID) -> ContactRules:
    """Return the rules of a workspace; the defaults where nobody said otherwise."""
    return read_rules(opened(workspace_id).store.settings.documents[KIND].get(NAME) or {})


def read_rules(document: Mapping[str, Any]) -> ContactRules:
    """Return the rules that a document says; what is crooked in it is as the defaults have it.

    >>> read_rules({"programs": {"product": {"days": 14, "place": "first"}}}).rule("product")
    ProgramRule(days=14, days_after_others=30, place=3, spares_complaints=False)
    """
    said = document.get("programs")
    said = said if isinstance(said, Mapping) else {}
    return ContactRules({name: _rule(said.get(name), DEFAULTS[name]) for name in PROGRAMS})


def _rule(said: Any, default: ProgramRule) -> ProgramRule:
    if not isinstance(said, Mapping):
        return default
    types = get_type_hints(ProgramRule, include_extras=True)
    found: dict[str, Any] = {}
    for name in types.keys() & said.keys():
        try:
            found[name] = msgspec.convert(said[name], types[name])
        except msgspec.ValidationError:
            continue
    return msgspec.structs.replace(default, **found)
