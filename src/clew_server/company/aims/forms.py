"""The form of one target; shares are written in per cent and durations in hours, as people say them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clew.errors import UsageError
from clew.metrics import METRICS
from clew.questions.targets.target import PROGRAMS, Target
from clew_server.company.aims.figures import Figure
from clew_server.insights.questions.showing.words import metric_label, statistic_label
from clew_server.sentences.telling import told

__all__ = ["TargetForm", "figure_label", "size_of"]

_SIZES = {"share": 0.01, "seconds": 3600.0}
_PROGRAMS = {
    "relationship": gettext_lazy("relationship"),
    "transactional": gettext_lazy("after contacts"),
    "product": gettext_lazy("product"),
    "employee": gettext_lazy("employees"),
    "none": gettext_lazy("no program"),
}


def size_of(unit: str) -> float:
    """Return how much one of what people write is, in the unit of answers: a per cent, an hour."""
    return _SIZES.get(unit, 1.0)


def figure_label(figure: Figure) -> str:
    """Return how a figure is called to people: its metric, its statistic where it is not the usual one, its program."""
    said = metric_label(figure.metric)
    if figure.statistic != METRICS[figure.metric].default_statistic:
        said = f"{said}: {statistic_label(figure.statistic)}"
    return f"{said} ({_PROGRAMS.get(figure.program, figure.program)})" if figure.program else said


def _figures() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            metric_label(name),
            [(f"{name}.{each}", f"{metric_label(name)}: {statistic_label(each)}") for each in metric.statistics],
        )
        for name, metric in METRICS.items()
    ]


class TargetForm(forms.Form):
    """What a figure should be, and which change of it matters."""

    figure = forms.ChoiceField(label=gettext_lazy("Figure"))
    program = forms.ChoiceField(
        label=gettext_lazy("Program"),
        required=False,
        choices=[("", gettext_lazy("all answers")), *((name, _PROGRAMS[name]) for name in PROGRAMS)],
    )
    value = forms.FloatField(
        label=gettext_lazy("Should be"),
        required=False,
        widget=forms.NumberInput({"step": "any"}),
        help_text=gettext_lazy("Shares in per cent, durations in hours, scores in their points."),
    )
    matters = forms.FloatField(
        label=gettext_lazy("A change is big enough to matter from"),
        required=False,
        widget=forms.NumberInput({"step": "any", "min": "0"}),
        help_text=gettext_lazy("In the same unit; of shares in percentage points."),
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("What is good"),
        required=False,
        choices=[
            ("", gettext_lazy("as the figure itself says")),
            ("higher", gettext_lazy("more is better")),
            ("lower", gettext_lazy("less is better")),
        ],
    )

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["figure"].choices = _figures()  # type: ignore[attr-defined]
        self.target: Target | None = None

    @classmethod
    def initial_of(cls, figure: Figure, target: Target | None) -> dict[str, Any]:
        """Return what the fields hold for a figure and its target."""
        size = size_of(figure.unit)
        found: dict[str, Any] = {"figure": f"{figure.metric}.{figure.statistic}", "program": figure.program}
        if target:
            numbers = {"value": target.value, "matters": target.matters}
            found |= {name: None if x is None else round(x / size, 6) for name, x in numbers.items()}
            own = Target.of({"metric": target.metric, "statistic": target.statistic, "matters": 1.0}).direction
            found["direction"] = target.direction if target.direction != own else ""
        return found

    def clean(self) -> dict[str, Any]:
        """Return the fields; what the library says of them stands beside the value."""
        found = super().clean() or {}
        if self.errors:
            return found
        metric, _, statistic = found["figure"].partition(".")
        size = size_of(Figure(metric, statistic, "").unit)
        numbers = {name: None if (x := found.get(name)) is None else x * size for name in ("value", "matters")}
        document = {"metric": metric, "statistic": statistic, "program": found["program"]}
        try:
            self.target = Target.of({**document, **numbers, "direction": found["direction"]})
        except UsageError as error:
            self.add_error("value", told(error))
        return found
