"""One block of a mapping file to a ``TableMapping``: short forms written out, names checked against the table."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from clew.errors import MappingError, UsageError
from clew.importers.mapping.model import After, Answer, DateRule, Filter, Join, Numbers, Private, Scale, TableMapping
from clew.importers.mapping.toml_shape import AnswerFile, BlockFile, ColumnDates, NotFile, UnpivotFile
from clew.importers.values.dates import check_format
from clew.importers.values.json_path import outer_column
from clew.importers.values.zones import check_zone
from clew.tables import TABLES, Table

__all__ = ["build_block", "scalar_text"]

ANSWERS = ("rating", "choice", "verbatim")
#: Where an unpivoted answer goes, unless said: by metric.
INTO = {"choice": "choice", "text": "verbatim"}
#: What version_at may name: the time, and what counts the changes of one time.
TIME_AND_NUMBER = 2


def build_block(block: BlockFile, place: str, private: Private) -> TableMapping:
    """Return the block written out; ``place`` is its path in the file, for errors (MappingError)."""
    if block.table not in TABLES:
        raise MappingError(str(UsageError.unknown("table", block.table, TABLES)))
    properties, rest = _properties(block.properties)
    built = TableMapping(
        table=block.table,
        columns={name: given for name, given in block.columns.items() if isinstance(given, str)},
        composed={name: tuple(given) for name, given in block.columns.items() if not isinstance(given, str)},
        constants={name: scalar_text(value) for name, value in block.constants.items()},
        key=_names(block.key),
        version_at=(*_names(block.version_at), "")[0],
        version_number=(*_names(block.version_at), "", "")[1],
        missing={name: _missing(given) for name, given in block.missing.items()},
        values={name: {raw: scalar_text(new) for raw, new in given.items()} for name, given in block.values.items()},
        dates=_dates(block.dates, place),
        numbers=Numbers(block.numbers.decimal, block.numbers.thousands) if block.numbers else Numbers(),
        scale=Scale(block.scale.min, block.scale.max, block.scale.reverse) if block.scale else Scale(),
        unpivot=_unpivot(block.unpivot) if block.unpivot else {},
        properties=properties,
        rest=rest,
        joins={name: Join(join.table, join.by) for name, join in block.join.items()},
        where={name: _filter(given) for name, given in block.where.items()},
        changes={name: name for name in block.changes} if isinstance(block.changes, list) else block.changes,
        after={name: After(rule.time, rule.column, rule.unit) for name, rule in block.after.items()},
    )
    if len(_names(block.version_at)) > TIME_AND_NUMBER:
        raise MappingError(
            f"In the mapping at '{place}version_at': a time, and at most one column that counts changes."
        )
    _check(built, place, private)
    return built


def scalar_text(value: Any) -> str:
    """Return a TOML scalar as a source would write it.

    >>> scalar_text(True), scalar_text(1.0), scalar_text("web")
    ('true', '1.0', 'web')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _names(given: str | list[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _missing(given: Any) -> dict[str, str]:
    """Source text to the reason there is no answer; a plain list means missing."""
    states = {"missing": given} if isinstance(given, list) else given
    return {scalar_text(text).strip(): state for state, texts in states.items() for text in texts}


def _dates(given: dict[str, Any], place: str) -> dict[str, DateRule]:
    """Per column (``*`` for all) the formats and the zone; ``formats`` and ``zone`` of the section mean ``*``."""
    rules = {name: rule for name, rule in given.items() if name not in {"formats", "zone"}}
    star = DateRule(_names(given.get("formats", ())), str(given.get("zone", "")))
    result = {"*": star} if star != DateRule() else {}
    for name, rule in rules.items():
        stated = rule if isinstance(rule, ColumnDates) else ColumnDates(formats=rule)
        result[name] = DateRule(_names(stated.formats), stated.zone, stated.end_of_day)
    for name, rule in result.items():
        _check_dates(rule, f"{place}dates.{name}")
    return result


def _check_dates(rule: DateRule, place: str) -> None:
    try:
        for form in rule.formats:
            check_format(form)
        check_zone(rule.zone or "UTC")
    except MappingError as error:
        raise MappingError(f"In the mapping at '{place}': {error}") from error


def _properties(given: Any) -> tuple[dict[str, str], bool]:
    """Names in the JSON to source columns, and whether all other columns go there too."""
    if isinstance(given, dict):
        listed = _names(given["columns"]) if "columns" in given else ()
        named = {name: column for name, column in given.items() if isinstance(column, str) and name != "columns"}
        return {**{name: name for name in listed if name != "*"}, **named}, "*" in listed
    listed = _names(given)
    return {name: name for name in listed if name != "*"}, "*" in listed


def _filter(given: Any) -> Filter:
    negated = isinstance(given, NotFile)
    values = given.none_of if isinstance(given, NotFile) else given
    texts = values if isinstance(values, list) else [values]
    return Filter(tuple(str(text).strip() for text in texts), negated)


def _unpivot(given: UnpivotFile) -> dict[str, Answer]:
    """Per source column the answer it holds, with what the section says for all of them."""
    return {column: _answer(column, one, given) for column, one in given.columns.items()}


def _answer(column: str, one: str | AnswerFile, every: UnpivotFile) -> Answer:
    own = AnswerFile(touchpoint=one) if isinstance(one, str) else one
    metric = own.metric or every.metric or "rating"
    low, high = own.scale or every.scale or (None, None)
    missing = own.missing if own.missing is not None else every.missing
    return Answer(
        question=own.question or column,
        touchpoint=own.touchpoint,
        metric=metric,
        into=own.into or every.into or INTO.get(metric, "rating"),  # type: ignore[arg-type]  # both are checked literals
        scale=Scale(low, high, every.reverse if own.reverse is None else own.reverse),
        missing=_missing(missing) if missing is not None else {},
    )


def _check(block: TableMapping, place: str, private: Private) -> None:
    """Raise for names that the table does not have and for sections that cannot go together."""
    table = block.definition
    own = set(table.mappable)
    for section in ("columns", "composed", "constants"):
        _known(getattr(block, section), own, f"{place}{section}", table)
    for section in ("missing", "values"):
        _known(getattr(block, section), own | set(block.properties) | {"*"}, f"{place}{section}", table)
    _known(block.dates, {*table.times, "*"}, f"{place}dates", table)
    _known(block.joins, own, f"{place}join", table)
    _check_after(block, place, table)
    _check_twice(block, place)
    _check_sections(block, place, table)
    _check_joins(block, place)
    _check_private(block, place, private)


def _known(names: Iterable[str], choices: set[str], place: str, table: Table) -> None:
    for name in names:
        if name not in choices:
            near = get_close_matches(name, choices, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise MappingError(
                f"In the mapping at '{place}': the table {table.name} has no column '{name}'.{hint} "
                f"Choices: {', '.join(sorted(choices))}."
            )


def _check_twice(block: TableMapping, place: str) -> None:
    twice = {*block.columns, *block.composed} & set(block.constants)
    if twice:
        raise MappingError(f"In the mapping at '{place}constants': {min(twice)} has a column and a constant; keep one.")
    if block.version_at and ("version_at" in block.columns or "version_at" not in block.definition.by_name):
        why = "it is mapped under columns already" if "version_at" in block.columns else "the table keeps facts"
        raise MappingError(f"In the mapping at '{place}version_at': the table {block.table} takes none, {why}.")


def _check_after(block: TableMapping, place: str, table: Table) -> None:
    """What is told by how long it took is a time, and so is what it is counted from."""
    for name, rule in block.after.items():
        _known([name, rule.time], set(table.times), f"{place}after.{name}", table)
        if name in {*block.columns, *block.composed, *block.constants}:
            raise MappingError(f"In the mapping at '{place}after.{name}': {name} is mapped already; keep one.")
        if rule.time not in block.named:
            raise MappingError(f"In the mapping at '{place}after.{name}': map {rule.time} too, it is counted from.")


def _check_sections(block: TableMapping, place: str, table: Table) -> None:
    if (block.unpivot or block.scale != Scale()) and table.name != "feedback":
        raise MappingError(
            f"In the mapping at '{place}': unpivot and scale are for the table feedback, not {table.name}."
        )
    if any(_reversed_blindly(block, scale) for scale in (block.scale, *(one.scale for one in block.unpivot.values()))):
        raise MappingError(f"In the mapping at '{place}scale': reverse needs the scale: say min and max.")
    if block.changes and table.name != "ticket_changes":
        raise MappingError(
            f"In the mapping at '{place}changes': changes fill the table ticket_changes, not {table.name}."
        )
    if block.changes and not {"ticket_id", "changed_at"} <= block.named:
        raise MappingError(f"In the mapping at '{place}changes': map ticket_id and changed_at under columns.")
    if (block.properties or block.rest) and not block.json_column:
        raise MappingError(f"In the mapping at '{place}properties': the table {table.name} keeps no properties.")


def _reversed_blindly(block: TableMapping, scale: Scale) -> bool:
    """Whether ratings are to be turned round on a scale that nothing says."""
    stated = scale.min is not None and scale.max is not None
    return scale.reverse and not stated and not {"scale_min", "scale_max"} <= block.named


def _check_joins(block: TableMapping, place: str) -> None:
    for column, join in block.joins.items():
        if join.table not in TABLES:
            raise MappingError(
                f"In the mapping at '{place}join.{column}': {UsageError.unknown('table', join.table, TABLES)}"
            )
        for name in (column, join.by):
            _known([name], set(TABLES[join.table].mappable), f"{place}join.{column}", TABLES[join.table])
        _known([join.by], set(block.definition.mappable), f"{place}join.{column}", block.definition)


def _check_private(block: TableMapping, place: str, private: Private) -> None:
    """A dropped column cannot be used; a direct identifier stays out of the tables."""
    used = {name for column in block.columns_used for name in (column, outer_column(column))}
    for column in private.drop:
        if column in used:
            raise MappingError(f"In the mapping at '{place}': the column '{column}' is dropped by [private] but used.")
    for kind, column in private.keep.items():
        if column in used:
            raise MappingError(
                f"In the mapping at '{place}': '{column}' is kept as {kind} by [private] and stays out of the tables; "
                "rows without a customer_id of their own get one made from it."
            )
