"""One block of a mapping file to a ``TableMapping``: short forms written out, names checked against the table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clew.errors import MappingError, UsageError
from clew.importers.mapping.model import After, Answer, DateRule, Filter, Join, Numbers, Private, Scale, TableMapping
from clew.importers.mapping.problems import Problem, block_problems, date_problems
from clew.importers.mapping.toml_shape import AnswerFile, BlockFile, ColumnDates, NotFile, UnpivotFile
from clew.tables import TABLES

__all__ = ["INTO", "all_problems", "build_block", "scalar_text", "write_out"]

ANSWERS = ("rating", "choice", "verbatim")
#: Where an unpivoted answer goes, unless said: by metric.
INTO = {"choice": "choice", "text": "verbatim"}
#: What version_at may name: the time, and what counts the changes of one time.
TIME_AND_NUMBER = 2


def build_block(block: BlockFile, place: str, private: Private) -> TableMapping:
    """Return the block written out; ``place`` is its path in the file, for errors (MappingError)."""
    if block.table not in TABLES:
        raise MappingError(str(UsageError.unknown("table", block.table, TABLES)))
    built = write_out(block)
    for problem in all_problems(block, built, place, private):
        raise problem.error()
    return built


def all_problems(block: BlockFile, built: TableMapping, place: str, private: Private) -> Iterator[Problem]:
    """Yield what is wrong with a block that has the right shape."""
    yield from date_problems(built.dates, place)
    if len(_names(block.version_at)) > TIME_AND_NUMBER:
        yield Problem(f"{place}version_at", "a time, and at most one column that counts changes.")
    yield from block_problems(built, place, private)


def write_out(block: BlockFile) -> TableMapping:
    """Return the block with its short forms written out, unchecked; its table is one there is."""
    properties, rest = _properties(block.properties)
    return TableMapping(
        table=block.table,
        columns={name: given for name, given in block.columns.items() if isinstance(given, str)},
        composed={name: tuple(given) for name, given in block.columns.items() if not isinstance(given, str)},
        constants={name: scalar_text(value) for name, value in block.constants.items()},
        key=_names(block.key),
        version_at=(*_names(block.version_at), "")[0],
        version_number=(*_names(block.version_at), "", "")[1],
        missing={name: _missing(given) for name, given in block.missing.items()},
        values={name: {raw: scalar_text(new) for raw, new in given.items()} for name, given in block.values.items()},
        dates=_dates(block.dates),
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


def _dates(given: dict[str, Any]) -> dict[str, DateRule]:
    """Per column (``*`` for all) the formats and the zone; ``formats`` and ``zone`` of the section mean ``*``."""
    rules = {name: rule for name, rule in given.items() if name not in {"formats", "zone"}}
    star = DateRule(_names(given.get("formats", ())), str(given.get("zone", "")))
    result = {"*": star} if star != DateRule() else {}
    for name, rule in rules.items():
        stated = rule if isinstance(rule, ColumnDates) else ColumnDates(formats=rule)
        result[name] = DateRule(_names(stated.formats), stated.zone, stated.end_of_day)
    return result


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
