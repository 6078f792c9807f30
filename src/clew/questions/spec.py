"""What a metric's figure was computed by: a hash of its definition as SQL, so that a changed one shows."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from clew.calendars.working_days import WORKING_DAYS, unbound_working_days
from clew.engines.compile import canonical_tables, compile_expression
from clew.engines.texts import kept_text
from clew.metrics import find_metric
from clew.questions.plan import Plan

__all__ = ["spec_hash"]


def spec_hash(plan: Plan, rules: str = "", folder: Path | None = None) -> str:
    """Return 16 hex digits of the SHA-256 of the metric's version, statistic, parameters and compiled rows.

    The moment a question is asked for is no part of it; equal definitions hash equally in every process. ``rules``
    (JSON text) are part of it where the metric's rows listen to them. ``folder`` (see
    :func:`~clew.engines.texts.text_of`) knows it where another process compiled the definition.
    """
    parameters = tuple(sorted({**plan.parameters, "zone": plan.question.zone, "rules": rules}.items()))
    key = json.dumps(["spec", plan.metric.name, plan.statistic.name, parameters])
    return kept_text(key, lambda: _made(plan.metric.name, plan.statistic.name, parameters), folder)


def _made(metric_name: str, statistic_name: str, parameters: tuple[tuple[str, str], ...]) -> str:
    metric, values = find_metric(metric_name), dict(parameters)
    tables = {**canonical_tables(), WORKING_DAYS: unbound_working_days()}
    statistic = metric.statistic(statistic_name)
    texts = [compile_expression(metric.rows(tables, statistic, values))]
    if metric.denominator and statistic.family == "rate":
        texts.append(compile_expression(metric.denominator(tables, {"as_of": "9999-12-31T00:00:00", **values})))
    looks = str(statistic.quantile)
    if statistic.horizon is not None:
        looks += f" up to {statistic.horizon(values):g} s, ending {statistic.cause}"
    said = [f"{metric.name} v{metric.version}", statistic.name, statistic.family, looks, *texts]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
