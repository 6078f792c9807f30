"""The figures that targets are set for: asked by a job over the last 90 days, shown from what it kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from clew.errors import ClewError
from clew.metrics import METRICS
from clew.questions.parse import parse_filter, parse_question
from clew.questions.targets.target import Target, read_targets
from clew.stats.estimate import Estimate
from clew_server.insights.kept.services import keep
from clew_server.jobs.registry import Running, job
from clew_server.lakes.handles import opened

__all__ = ["FIGURES", "Figure", "estimate_of", "figures_of", "measure"]

#: What is offered without asking: metric, statistic, program.
FIGURES: tuple[tuple[str, str, str], ...] = (
    ("nps", "nps", "relationship"),
    ("nps", "nps", "transactional"),
    ("csat", "satisfied", ""),
    ("ces", "mean", ""),
    ("rating", "mean", ""),
    ("response_rate", "answered", ""),
    ("promise_kept", "kept", ""),
    ("first_contact_resolution", "gross", ""),
    ("resolution_time", "median", ""),
    ("first_reply_time", "median", ""),
    ("wait_time", "median", ""),
    ("abandonment", "abandoned", ""),
    ("reopen_rate", "reopened", ""),
    ("contact_rate", "rate", ""),
    ("repeat_contact", "repeated", ""),
    ("repurchase", "repurchased", ""),
)


@dataclass(frozen=True)
class Figure:
    """One figure that has a target or could have one."""

    metric: str
    statistic: str
    program: str

    @property
    def name(self) -> str:
        """Its name, as a target's document has it."""
        return f"{self.metric}.{self.statistic}" + (f"@{self.program}" if self.program else "")

    @property
    def unit(self) -> str:
        """The unit of the figure."""
        metric = METRICS[self.metric]
        return metric.statistics[self.statistic].unit or metric.unit


def figures_of(documents: Mapping[str, Mapping[str, Any]]) -> list[Figure]:
    """Return the figures to show: those with a target first, then those that are offered."""
    own = [_figure(target) for target in read_targets(documents).values()]
    return list(dict.fromkeys([*own, *(Figure(*each) for each in FIGURES)]))


def _figure(target: Target) -> Figure:
    return Figure(target.metric, target.statistic, target.program)


@job("company.figures", label=gettext_lazy("Measure the figures beside targets"), is_waited_for=True)
def measure(running: Running) -> dict[str, int]:
    """Ask each figure over the span that was asked for, and keep value, interval and n."""
    assert running.workspace_id is not None, "figures are a workspace's"  # noqa: S101 - the page queues it so
    told, handle = running.arguments["asked"], opened(running.workspace_id)
    lake, document = handle.store.snapshot(), {}
    for at, name in enumerate(told["figures"]):
        running.tell("", at / len(told["figures"]))
        figure, _, program = name.partition("@")
        where = [parse_filter(f"program={program}")] if program else []
        try:
            question = parse_question(
                figure, where=where, start=told["start"], end=told["end"],
                zone=lake.settings.zone, week_start=lake.settings.week_start,
            )  # fmt: skip
            row = handle.answer(question).answer.rows[0]
        except (ClewError, IndexError):
            continue  # the data lack what it is computed from: there is no figure
        document[name] = {"value": row.value, "lo": row.lo, "hi": row.hi, "n": row.n}
    keep(running.workspace_id, running.arguments["key"], lake, document)
    return {"figures": len(document)}


def estimate_of(kept: dict[str, Any] | None) -> Estimate | None:
    """Return a kept figure as verdicts read it."""
    return Estimate(kept["value"], kept["lo"], kept["hi"], 0.95, "", kept["n"]) if kept else None
