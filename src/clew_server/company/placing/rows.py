"""The rules as the rows of a form: as they were sent, moved, added, taken away; and back into the library's rules."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, cast

import msgspec
from django.http import QueryDict

from clew.importers.tracking import MOST_RULES, Rule, Rules

__all__ = ["Row", "changed", "document_of", "fields_of", "rows_of", "rules_of"]

_FIELDS = ("by", "property", "pattern", "touchpoint", "channel")
_BY = ("name", "path", "property")


@dataclass
class Row:
    """One rule as it stands in the form; ``error`` says what is wrong with it."""

    by: str = "name"
    property: str = ""
    pattern: str = ""
    touchpoint: str = ""
    channel: str = ""
    error: str = ""

    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return not (self.pattern or self.touchpoint or self.channel or self.property)

    def rule(self) -> Rule:
        """Return the rule that the row says; a property counts only where the rule goes by one."""
        given = {name: getattr(self, name) for name in _FIELDS}
        return Rule(**{**given, "property": self.property if self.by == "property" else ""})


def fields_of(rules: Rules) -> list[Row]:
    """Return rules as rows of the form."""
    return [Row(**{name: getattr(rule, name) for name in _FIELDS}) for rule in rules.rules]


def rows_of(given: QueryDict) -> list[Row]:
    """Return the rows of a form that was sent; of those without a word only the place is lost."""
    columns = (given.getlist(name) for name in _FIELDS)
    rows = [Row(*(text.strip() for text in cells)) for cells in zip_longest(*columns, fillvalue="")]
    for row in rows:
        row.by = row.by if row.by in _BY else "name"
    return [row for row in rows if not row.is_empty()][: MOST_RULES + 1]


def changed(rows: list[Row], do: str) -> list[Row]:
    """Return the rows after one of them was moved up or down, or taken away, as ``do`` says: "up:2".

    >>> [row.pattern for row in changed([Row(pattern="a"), Row(pattern="b")], "up:1")]
    ['b', 'a']
    """
    what, _, number = do.partition(":")
    at = int(number) if number.isdecimal() and len(number) < 6 else -1  # noqa: PLR2004 - the number of a row
    if not 0 <= at < len(rows):
        return rows
    row, left = rows[at], [*rows[:at], *rows[at + 1 :]]
    if what == "away":
        return left
    to = max(at - 1, 0) if what == "up" else at + 1 if what == "down" else at
    return [*left[:to], row, *left[to:]]


def rules_of(rows: list[Row]) -> tuple[Rules, list[int]]:
    """Return the rules that are whole, with the place of each among the rows; what others lack is put to them."""
    whole = []
    for place, row in enumerate(rows):
        row.error = row.rule().problem()
        if not row.error:
            whole.append(place)
    return Rules(tuple(rows[place].rule() for place in whole)), whole


def document_of(rules: Rules) -> dict[str, Any] | None:
    """Return what the settings keep; None where there are no rules."""
    return cast("dict[str, Any]", msgspec.to_builtins(rules)) if rules.rules else None
