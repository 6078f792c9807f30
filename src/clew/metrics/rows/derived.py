"""Columns that are computed from others, for ``--by`` and ``--where``: ``promises.kept`` and their like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from clew.metrics.metric import Parameter
from clew.metrics.rows.promises import PROMISE_PARAMETERS, is_kept

__all__ = ["DERIVED", "Derived"]


@dataclass(frozen=True, slots=True)
class Derived:
    """A column that is computed: ``build(rows, parameters)`` returns it as text, with the parameters it listens to."""

    about: str
    build: Callable[[Any, Mapping[str, str]], Any]
    parameters: tuple[Parameter, ...] = ()


def _kept(promises: Any, parameters: Mapping[str, str]) -> Any:
    kept = is_kept(promises, parameters)
    return ibis.cases((kept.isnull(), "not due"), (kept, "yes"), else_="no")


def _answered(feedback: Any, _parameters: Mapping[str, str]) -> Any:
    given = feedback.answered_at.notnull() | feedback.rating.notnull() | feedback.choice.notnull()
    return ibis.cases((given, "yes"), else_="no")


#: Every derived column by (table, name).
DERIVED: dict[tuple[str, str], Derived] = {
    ("promises", "kept"): Derived("yes, no, or not due", _kept, PROMISE_PARAMETERS),
    ("feedback", "answered"): Derived("yes or no", _answered),
}
