"""What is wrong with a block of a mapping: every name that its table lacks, every pair of sections that cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches

import msgspec

from clew.errors import MappingError, UsageError
from clew.importers.mapping.model import DateRule, Private, Scale, TableMapping
from clew.importers.values.dates import check_format
from clew.importers.values.json_path import outer_column
from clew.importers.values.zones import check_zone
from clew.tables import TABLES, Table

__all__ = ["Problem", "block_problems", "date_problems", "near_to"]


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong: the key it stands at, such as ``table[0].columns.rating``, and what to do about it.

    ``section`` is the place that an error names where it speaks of the first problem alone.
    """

    key: str
    message: str
    section: str = ""

    def error(self) -> MappingError:
        """Return the problem as an error."""
        return MappingError(f"In the mapping at '{self.section or self.key}': {self.message}")


def block_problems(block: TableMapping, place: str, private: Private) -> Iterator[Problem]:
    """Yield what is wrong with a block; ``place`` is its path in the file, such as ``table[0].``."""
    table = block.definition
    own = set(table.mappable)
    yield from _known([*block.columns, *block.composed], own, f"{place}columns", table)
    yield from _known(block.constants, own, f"{place}constants", table)
    for section in ("missing", "values"):
        yield from _known(getattr(block, section), own | set(block.properties) | {"*"}, f"{place}{section}", table)
    yield from _known(block.dates, {*table.times, "*"}, f"{place}dates", table)
    yield from _known(block.joins, own, f"{place}join", table)
    for check in CHECKS:
        yield from check(block, place, table)
    yield from _private(block, place, private)


def date_problems(rules: dict[str, DateRule], place: str) -> Iterator[Problem]:
    """Yield formats and zones that there are none of."""
    for name, rule in rules.items():
        tests: list[tuple[Callable[[str], object], str]] = [(check_format, form) for form in rule.formats]
        for test, text in [*tests, (check_zone, rule.zone or "UTC")]:
            try:
                test(text)
            except MappingError as error:
                yield Problem(f"{place}dates.{name}", str(error))


def near_to(name: str, choices: Iterable[str]) -> str:
    """Return the hint at the nearest of the choices, with a space before it; empty where none is near.

    >>> near_to("ratng", ["rating", "choice"])
    " Did you mean 'rating'?"
    """
    near = get_close_matches(name, list(choices), n=1)
    return f" Did you mean '{near[0]}'?" if near else ""


def _known(names: Iterable[str], choices: set[str], place: str, table: Table) -> Iterator[Problem]:
    for name in names:
        if name not in choices:
            said = f"the table {table.name} has no column '{name}'.{near_to(name, choices)} "
            yield Problem(f"{place}.{name}", f"{said}Choices: {', '.join(sorted(choices))}.", place)


def _after(block: TableMapping, place: str, table: Table) -> Iterator[Problem]:
    """What is told by how long it took is a time, and so is what it is counted from."""
    for name, rule in block.after.items():
        at = f"{place}after.{name}"
        yield from (Problem(at, one.message) for one in _known([name, rule.time], set(table.times), at, table))
        if name in {*block.columns, *block.composed, *block.constants}:
            yield Problem(at, f"{name} is mapped already; keep one.")
        if rule.time not in block.named and rule.time in table.times:
            yield Problem(at, f"map {rule.time} too, it is counted from.")


def _twice(block: TableMapping, place: str, _table: Table) -> Iterator[Problem]:
    for name in sorted({*block.columns, *block.composed} & set(block.constants)):
        yield Problem(f"{place}constants.{name}", f"{name} has a column and a constant; keep one.", f"{place}constants")
    if block.version_at and ("version_at" in block.columns or "version_at" not in block.definition.by_name):
        why = "it is mapped under columns already" if "version_at" in block.columns else "the table keeps facts"
        yield Problem(f"{place}version_at", f"the table {block.table} takes none, {why}.")


def _sections(block: TableMapping, place: str, table: Table) -> Iterator[Problem]:
    """Sections that only one table has."""
    whole = place.removesuffix(".")
    if (block.unpivot or block.scale != Scale()) and table.name != "feedback":
        key = f"{place}{'unpivot' if block.unpivot else 'scale'}"
        said = f"unpivot and scale are for the table feedback, not {table.name}."
        yield Problem(key, said, whole or "the top")
    if any(_reversed_blindly(block, scale) for scale in (block.scale, *(one.scale for one in block.unpivot.values()))):
        yield Problem(f"{place}scale", "reverse needs the scale: say min and max.")
    if block.changes and table.name != "ticket_changes":
        yield Problem(f"{place}changes", f"changes fill the table ticket_changes, not {table.name}.")
    elif block.changes and not {"ticket_id", "changed_at"} <= block.named:
        yield Problem(f"{place}changes", "map ticket_id and changed_at under columns.")
    if (block.properties or block.rest) and not block.json_column:
        yield Problem(f"{place}properties", f"the table {table.name} keeps no properties.")


def _reversed_blindly(block: TableMapping, scale: Scale) -> bool:
    """Whether ratings are to be turned round on a scale that nothing says."""
    stated = scale.min is not None and scale.max is not None
    return scale.reverse and not stated and not {"scale_min", "scale_max"} <= block.named


def _joins(block: TableMapping, place: str, table: Table) -> Iterator[Problem]:
    for column, join in block.joins.items():
        at = f"{place}join.{column}"
        if join.table not in TABLES:
            yield Problem(at, str(UsageError.unknown("table", join.table, TABLES)))
            continue
        other = TABLES[join.table]
        wrong = [*_known([column, join.by], set(other.mappable), at, other)]
        wrong += [*_known([join.by], set(table.mappable), at, table)]
        yield from (Problem(at, one.message) for one in wrong)


def _private(block: TableMapping, place: str, private: Private) -> Iterator[Problem]:
    """A dropped column cannot be used; a direct identifier stays out of the tables."""
    used = {name for column in block.columns_used for name in (column, outer_column(column))}
    whole = place.removesuffix(".") or "the top"
    for column in private.drop:
        if column in used:
            yield Problem("private.drop", f"the column '{column}' is dropped by [private] but used.", whole)
    for kind, column in private.keep.items():
        if column in used:
            said = f"'{column}' is kept as {kind} by [private] and stays out of the tables; "
            said += "rows without a customer_id of their own get one made from it."
            yield Problem(f"private.keep.{kind}", said, whole)


CHECKS: tuple[Callable[[TableMapping, str, Table], Iterator[Problem]], ...] = (_after, _twice, _sections, _joins)
