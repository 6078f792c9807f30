"""The documentation page of the metrics, written from their definitions.

Run ``python -m clew.metrics.page > docs/reference/metrics.md`` after a change.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

from clew.metrics import METRICS
from clew.metrics.metric import Metric, Parameter, Statistic
from clew.metrics.rows.derived import DERIVED

__all__ = ["metrics_page"]

INTRODUCTION = """# Metrics

Written from the definitions in `clew.metrics`; do not edit by hand.

`clew ask METRIC` gives the default statistic, `clew ask METRIC.STATISTIC` another; parameters are set with
`--set name=value`. Every figure comes with its interval, with how many answers it is made of, and with how many were
asked and gave none. NPS is shown in points (-100 to 100), shares from 0 to 1, durations in seconds. Rows over several
programs, instruments or scales are split by them unless `--set together=yes` joins them.
"""


def metrics_page(metrics: Mapping[str, Metric]) -> str:
    """Return the page as Markdown: one section a metric, then the columns that are computed.

    >>> metrics_page(METRICS).startswith("# Metrics")
    True
    """
    parts = [INTRODUCTION, *(_section(metric) for metric in metrics.values()), _derived()]
    return "\n".join(parts)


def _section(metric: Metric) -> str:
    counted = f"Counts {metric.counts or 'rows'}, of table `{metric.table}` by `{metric.time_column}`."
    needs = f"Needs {'; '.join(metric.needs)}. Source: {metric.source}."
    facts = f"{metric.label}: {metric.about}. Better is: {metric.direction}. {counted} {needs}"
    parameters = "" if not metric.parameters else "\n" + _parameters(metric.parameters)
    return f"## {metric.name}\n\n{facts}\n\n{_statistics(metric)}{parameters}"


def _statistics(metric: Metric) -> str:
    head = "| statistic | unit | finished as | what it is |\n|---|---|---|---|\n"
    return head + "".join(_statistic(metric, statistic) for statistic in metric.statistics.values())


def _statistic(metric: Metric, statistic: Statistic) -> str:
    default = " (default)" if statistic.name == metric.default_statistic else ""
    return f"| `{statistic.name}`{default} | {statistic.unit} | {statistic.family} | {statistic.about} |\n"


def _parameters(parameters: tuple[Parameter, ...]) -> str:
    head = "| parameter | default | choices | what it is |\n|---|---|---|---|\n"
    return head + "".join(
        f"| `{p.name}` | {'must be given' if p.required else p.default} | {', '.join(p.choices)} | {p.about} |\n"
        for p in parameters
    )


def _derived() -> str:
    head = "## Columns that are computed\n\nFor `--by` and `--where`, beside the columns of the tables.\n\n"
    lines = [
        f"| `{table}.{name}` | {column.about} | {', '.join(f'`{p.name}`' for p in column.parameters)} |\n"
        for (table, name), column in DERIVED.items()
    ]
    return head + "| column | what it says | listens to |\n|---|---|---|\n" + "".join(lines)


if __name__ == "__main__":
    sys.stdout.write(metrics_page(METRICS))
