"""Which of two groups each path belongs to: by a filter against the rest, or by a field with two values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import msgspec
import numpy as np
import pyarrow as pa

from clew.errors import UsageError
from clew.journeys.definition import PathDefinition
from clew.journeys.paths import Paths, paths_of
from clew.journeys.telling.told import Bools, Whole
from clew.metrics.metric import MOMENTS
from clew.metrics.rows.fields import Field, field_of
from clew.questions.gathering.conditions import check_condition
from clew.questions.parse import parse_filter
from clew.questions.question import Filter

__all__ = ["Groups", "paths_at", "two_groups", "values_of"]

#: What a filter is made of; text without any of these names a field.
OPERATORS = "=<>"
#: Values that a complaint lists.
LISTED = 8


@dataclass(frozen=True, slots=True)
class Groups:
    """Two groups of paths and what they are called; ``left_out`` paths are in neither, or would be in both."""

    names: tuple[str, str]
    members: tuple[Bools, Bools]
    left_out: int


def two_groups(paths: Paths, expression: str, lake: Any, engine: Any) -> Groups:
    """Return the groups that ``expression`` makes: ``channel=web`` or ``traits.plan``.

    A filter: the paths with at least one contact that fits, against all others. A field with just two values: the paths
    with a contact of the one against those with the other; paths with both are left out, and so are those with none.
    Raises :class:`~clew.errors.UsageError` for a field that has not two values, listing some, and for an empty group.
    """
    if any(operator in expression for operator in OPERATORS):
        fitting = _with(paths, parse_filter(expression), lake, engine)
        return _both_there(Groups((expression.strip(), "all others"), (fitting, ~fitting), 0))
    name = expression.strip()
    values = _two_values(paths, name)
    first, second = (_with(paths, Filter(name, "=", value), lake, engine) for value in values)
    alone = first & ~second, second & ~first
    names = f"{name}={values[0]}", f"{name}={values[1]}"
    return _both_there(Groups(names, alone, int((~(alone[0] | alone[1])).sum())))


def _both_there(groups: Groups) -> Groups:
    for name, members in zip(groups.names, groups.members, strict=True):
        if not members.any():
            raise UsageError(f"There is nothing to compare: no path is in the group '{name}'.")
    return groups


def _with(paths: Paths, chosen: Filter, lake: Any, engine: Any) -> Bools:
    """Return which paths have a contact that fits."""
    asked = paths.definition
    _check(asked, chosen)
    some = paths_of(msgspec.structs.replace(asked, where=(*asked.where, chosen)), lake, engine)
    found = np.zeros(len(paths), np.bool_)
    # contacts that fit and lie within the gap lie in one path, so the first of each stands for all
    found[paths_at(paths.keys, paths.at[paths.starts[:-1]], some.keys, some.at[some.starts[:-1]])] = True
    return found


def paths_at(keys: pa.Array, begun: Whole, wanted: pa.Array, at: Whole) -> Whole:
    """Return the path of each contact that has the key ``wanted`` and the time ``at``.

    It is the last path of that key that had begun by then; every wanted key must be among ``keys``.

    >>> keys, begun = pa.array(["a", "a", "b"]), np.array([1, 5, 1])
    >>> paths_at(keys, begun, pa.array(["a", "b", "a"]), np.array([2, 9, 5])).tolist()
    [0, 2, 1]
    """
    both = pa.concat_arrays([keys, wanted]).dictionary_encode()
    code = both.indices.to_numpy(zero_copy_only=False)
    is_contact = np.arange(len(code)) >= len(keys)
    # of one time, paths come before contacts: the sort keeps their order
    order = np.lexsort((np.concatenate([begun, at]), code))
    latest = np.maximum.accumulate(np.where(is_contact[order], -1, np.arange(len(order))))
    found = np.empty(len(code), np.int64)
    found[order] = order[latest]
    return found[len(keys) :]


def _check(asked: PathDefinition, chosen: Filter) -> None:
    check_condition(_field(asked, chosen.field), [chosen], asked.zone)


def _field(asked: PathDefinition, name: str) -> Field:
    """Return the field that ``name`` means in the first table of contacts that has it."""
    complaints = []
    for table in asked.tables:
        try:
            return field_of(name, table)
        except UsageError as complaint:
            complaints.append(complaint)
    raise complaints[0] if complaints else UsageError("There are no contacts to compare.")


def values_of(paths: Paths, name: str, most: int = LISTED) -> list[str]:
    """Return the commonest values of a field of the contacts, at most ``most``: each of them makes two groups.

    Raises:
        UsageError: there is no such field, or it is a segment, of which each is a group by itself.
    """
    field = _field(paths.definition, name)
    if field.kind == "segment":
        raise UsageError("Compare one segment with the rest: --groups segment=NAME.")
    rows = paths.reader.tables()[field.table]
    value = field.read(rows, {**MOMENTS, "rules": paths.reader.rules}).cast("string")
    counted = rows.select(value=value).filter(lambda t: t.value.notnull()).group_by("value").aggregate(n=ibis._.count())
    wanted = counted.order_by(ibis.desc("n"), ibis.asc("value")).limit(most)
    return [str(found) for found in paths.reader.read(wanted)["value"].to_pylist()]


def _two_values(paths: Paths, name: str) -> Sequence[str]:
    values = values_of(paths, name, LISTED + 1)
    if len(values) == 2:  # noqa: PLR2004 - two groups
        return sorted(values)
    if not values:
        raise UsageError(f"There is nothing to compare: nobody has a value in '{name}'.")
    raise UsageError(
        f"'{name}' has not just two values; compare one with the rest: --groups '{name}={values[0]}'."
        f" Its commonest values: {', '.join(values[:LISTED])}."
    )
