"""An answer as the JSON document of ``clew ask --json``, and as an Arrow table."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from clew.questions.answer import Answer, AnswerRow, Comparison

__all__ = ["to_arrow", "to_document"]

FORMAT = 1
_FIGURE = ("period", "statistic", "value", "lo", "hi", "n", "n_effective", "missing", "method", "warnings")
_COMPARED = (
    "period", "reference", "difference", "lo", "hi", "p", "q", "beyond_chance", "smallest_detectable", "n", "method",
    "warnings",
)  # fmt: skip


def to_document(answer: Answer) -> dict[str, Any]:
    """Return the JSON document of an answer (format 1): plain dicts, lists, numbers and texts."""
    return {
        "format": FORMAT,
        "metric": answer.metric,
        "label": answer.label,
        "statistic": answer.statistic,
        "unit": answer.unit,
        "direction": answer.direction,
        "level": answer.level,
        "as_of": answer.as_of,
        "spec_hash": answer.spec_hash,
        "population": answer.population,
        "rows": [_row(row) for row in answer.rows],
        "comparisons": [_comparison(comparison) for comparison in answer.comparisons],
        "warnings": list(answer.warnings),
    }


def to_arrow(answer: Answer) -> pa.Table:
    """Return the rows of an answer as an Arrow table: dimensions as text, then the figures; warnings joined by "; "."""
    names = list(answer.rows[0].dimensions) if answer.rows else []
    figures = {name: [getattr(row, name) for row in answer.rows] for name in _FIGURE if name != "warnings"}
    columns = {name: pa.array([row.dimensions.get(name) for row in answer.rows], pa.string()) for name in names}
    columns |= {name: pa.array(values, _TYPES[name]) for name, values in figures.items()}
    columns["warnings"] = pa.array(["; ".join(row.warnings) for row in answer.rows], pa.string())
    return pa.table(columns)


_TYPES = {
    **dict.fromkeys(("period", "statistic", "method"), pa.string()),
    **dict.fromkeys(("value", "lo", "hi", "n_effective"), pa.float64()),
    **dict.fromkeys(("n", "missing"), pa.int64()),
}


def _row(row: AnswerRow) -> dict[str, Any]:
    return {**row.dimensions, **{name: _plain(getattr(row, name)) for name in _FIGURE}, **row.extra}


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {**comparison.dimensions, **{name: _plain(getattr(comparison, name)) for name in _COMPARED}}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
