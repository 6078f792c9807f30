"""`clew ask`, `rows`, `metrics`, `tables`: questions, and the rows behind their numbers."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clew.cli.globals import current
from clew.cli.output import show, table, warn

if TYPE_CHECKING:
    from clew.api import Answer

__all__ = ["add_to"]

Metric = Annotated[
    str, typer.Argument(help="A metric, or metric.statistic as resolution_time.p90; see `clew metrics`.")
]
Set = Annotated[list[str] | None, typer.Option("--set", help="A parameter of the metric: name=value; repeat.")]
By = Annotated[str, typer.Option(help="Dimensions, comma-separated: touchpoint,channel,customers.traits.plan")]
Where = Annotated[
    list[str] | None,
    typer.Option(help="A condition, as channel=web; repeat: same field = is or, different fields are and."),
]
From = Annotated[str | None, typer.Option("--from", help="First day counted, in the workspace's zone.")]
To = Annotated[str | None, typer.Option("--to", help="First day no longer counted.")]
Every = Annotated[str | None, typer.Option(help="day, week, month, quarter or year.")]
Compare = Annotated[str | None, typer.Option(help="previous, year, or a field whose values are compared.")]
Weight = Annotated[bool, typer.Option("--weight", help="Use the weights of the answers.")]
Level = Annotated[float, typer.Option(help="Confidence level of the intervals.")]
AsOf = Annotated[str | None, typer.Option(help="Ignore what happened later.")]
MinN = Annotated[int, typer.Option(help="Suppress figures from fewer answers than this.")]
FIGURES = ("value", "lo", "hi", "n", "missing")


def add_to(app: typer.Typer) -> None:
    """Add this file's commands to the application."""
    for command in (ask, rows, metrics, tables):
        app.command(command.__name__)(command)


def ask(
    metric: Metric,
    settings: Set = None,
    by: By = "",
    where: Where = None,
    start: From = None,
    end: To = None,
    every: Every = None,
    compare: Compare = None,
    weight: Weight = False,  # noqa: FBT002 - an option of the command line
    level: Level = 0.95,
    as_of: AsOf = None,
    min_n: MinN = 5,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the rows as CSV.")] = False,  # noqa: FBT002
) -> None:
    """Answer a question: every figure with its interval and n."""
    asked = {
        "by": by, "where": where or (), "start": start, "end": end, "every": every, "compare": compare,
        "weighted": weight, "level": level, "as_of": as_of, "min_n": min_n,
    }  # fmt: skip
    answer = _answer(metric, settings, asked)
    for warning in answer.answer.warnings:
        warn(warning)
    document = answer.to_document()
    show(document, lambda: _print_csv(document["rows"]) if as_csv else _print(answer, document))


def rows(
    metric: Metric,
    settings: Set = None,
    by: By = "",
    where: Where = None,
    start: From = None,
    end: To = None,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option(min=0, help="At most so many rows.")] = 100,
) -> None:
    """List the rows behind a number, each with its place in the journal."""
    answer = _answer(metric, settings, {"by": by, "where": where or (), "start": start, "end": end, "as_of": as_of})
    found = answer.rows(limit + 1)
    more, found = len(found) > limit, found[:limit]
    if more:
        warn(f"The first {limit:,} rows; there are more: --limit N shows them")
    names = _readable_columns(found, answer.question.by)
    show(
        {"rows": found, "more": more},
        lambda: table(names, [[_short(row.get(name)) for name in names] for row in found]),
    )


#: Columns of a row that people look at first; --json gives all of them.
LOOKED_AT = (
    *("ended", "ending", "customer_id", "occurred_at", "answered_at", "purchased_at", "due_at", "kept_at", "opened_at"),
    *("touchpoint", "channel", "rating", "verbatim", "amount", "name", "journal_ref"),
)
MOST_COLUMNS = 9


def _readable_columns(found: list[dict[str, Any]], by: tuple[str, ...]) -> list[str]:
    """Return the columns that fit a screen: the row's id, what it counts as, and what people look at first."""
    names = list(dict.fromkeys(name for row in found for name in row))
    wanted = [*names[:2], *by, *(name for name in LOOKED_AT if name in names)]
    chosen = [name for name in dict.fromkeys(wanted) if name in names]
    return [*chosen[: MOST_COLUMNS - 1], *(["journal_ref"] if "journal_ref" in chosen[MOST_COLUMNS - 1 :] else [])]


def metrics() -> None:
    """List the metrics: what they are, need and can be asked for."""
    from clew.metrics import METRICS  # noqa: PLC0415 - keeps `clew --help` quick

    documents = [_metric(metric) for metric in METRICS.values()]
    shown = [[d["name"], d["label"], d["unit"], ", ".join(s["name"] for s in d["statistics"])] for d in documents]
    show({"metrics": documents}, lambda: table(("metric", "label", "unit", "statistics (first the default)"), shown))


def tables() -> None:
    """List the canonical tables that have rows."""
    snapshot = current().open(create=False).snapshot()
    found = [{"name": name, **_times(counts)} for name, counts in snapshot.tables.items()]
    names = ("name", "rows", "customers", "from", "to")
    document = {"version": snapshot.version, "tables": found}
    show(document, lambda: table(names, [[row[name] for name in names] for row in found]))


def _answer(metric: str, settings: list[str] | None, asked: dict[str, Any]) -> Answer:
    from clew.api import open as open_data  # noqa: PLC0415 - keeps `clew --help` quick
    from clew.errors import UsageError  # noqa: PLC0415

    parameters = {}
    for setting in settings or ():
        name, equals, value = setting.partition("=")
        if not equals:
            raise UsageError(f"--set takes name=value, not '{setting}'.")
        parameters[name.strip()] = value.strip()
    return open_data(current().data_to_read(), current().workspace, create=False).ask(
        metric, settings=parameters, **asked
    )


def _metric(metric: Any) -> dict[str, Any]:
    default = metric.default_statistic
    ordered = sorted(metric.statistics.values(), key=lambda statistic: statistic.name != default)
    return {
        "name": metric.name,
        "label": metric.label,
        "about": metric.about,
        "unit": metric.unit,
        "statistics": [{"name": s.name, "unit": s.unit, "about": s.about} for s in ordered],
        "parameters": [
            {"name": p.name, "about": p.about, "default": p.default, "choices": list(p.choices)}
            for p in metric.parameters
        ],
        "needs": list(metric.needs),
        "direction": metric.direction,
        "time_column": metric.time_column,
        "source": metric.source,
    }


def _times(counts: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() + "Z" if hasattr(value, "isoformat") else value for name, value in counts.items()}


def _short(value: object, longest: int = 60) -> object:
    return value if not isinstance(value, str) or len(value) <= longest else value[: longest - 1] + "…"


def _print(answer: Answer, document: dict[str, Any]) -> None:
    found = answer.answer
    sys.stdout.write(f"{found.label}, {found.unit} ({found.level:.0%} intervals). {found.population}\n")
    names = _columns(document["rows"])
    said = _in_words(document["rows"], found.unit)
    table(names, [[_cell(row.get(name)) for name in names] for row in said])
    if document["comparisons"]:
        shown = _comparison_columns(document["comparisons"])
        said = _in_words(document["comparisons"], found.unit)
        compared = [[_cell(row.get(name)) for name in shown] for row in said]
        table(shown, compared, title="Differences")


def _in_words(found: list[dict[str, Any]], unit: str) -> list[dict[str, Any]]:
    """Return the rows with seconds said in days, hours and minutes; other units stay figures."""
    if unit != "seconds":
        return found
    from clew.questions.finishing.durations import duration  # noqa: PLC0415 - keeps `clew --help` quick

    times = ("value", "lo", "hi", "difference", "smallest_detectable")
    known = [{name: duration(row[name]) for name in times if row.get(name) is not None} for row in found]
    return [{**row, **said} for row, said in zip(found, known, strict=True)]


def _columns(found: list[dict[str, Any]]) -> list[str]:
    fixed = {"statistic", "method", "n_effective", "warnings", *FIGURES}
    dimensions = [name for name in (found[0] if found else {}) if name not in fixed]
    several = len({row["statistic"] for row in found}) > 1
    used = [name for name in dimensions if name != "period" or any(row["period"] for row in found)]
    return [*used, *(["statistic"] if several else []), *FIGURES, "warnings"]


def _comparison_columns(found: list[dict[str, Any]]) -> list[str]:
    return [
        name
        for name in found[0]
        if name not in {"method", "n", "warnings"} and any(row[name] is not None for row in found)
    ]


def _cell(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else value


def _print_csv(found: list[dict[str, Any]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    names = list(found[0]) if found else []
    writer.writerow(names)
    writer.writerows([[_cell(row[name]) for name in names] for row in found])
