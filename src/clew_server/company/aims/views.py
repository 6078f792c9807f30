"""The page of targets."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from clew.metrics import METRICS
from clew.questions.targets.target import KIND, Target, read_targets
from clew.questions.targets.verdicts import said_of_figure
from clew_server.accounts.gate import MemberRequest
from clew_server.company import history
from clew_server.company.aims.figures import Figure, estimate_of, figures_of
from clew_server.company.aims.forms import TargetForm, figure_label, size_of
from clew_server.company.pages import back, page
from clew_server.company.seen import ConflictError
from clew_server.insights.kept.services import shown
from clew_server.insights.reading import Reading
from clew_server.lakes.handles import opened

__all__ = ["targets"]

TAB = "company:targets"
PERIOD = "last-90-days"


def targets(request: MemberRequest) -> HttpResponse:
    """Show figures with their targets beside what they are now; set one, or take one away."""
    reading = Reading(request, PERIOD)
    known = read_targets(reading.settings.documents)
    if request.method != "POST":
        return _shown(request, reading, TargetForm(initial=_initial(request, known)))
    if "remove" in request.POST:
        name = request.POST["remove"]
        if name not in known:
            raise Http404
        return back(request, TAB, history.keep(request, KIND, name, None))
    form = TargetForm(request.POST)
    if not form.is_valid() or form.target is None:
        return _shown(request, reading, form, wrong=True)
    target = form.target
    try:
        edit = history.keep(request, KIND, target.name, target.to_document())
    except ConflictError as conflict:
        return _shown(request, reading, form, wrong=True, conflict=conflict)
    return back(request, TAB, edit)


def _initial(request: MemberRequest, known: dict[str, Target]) -> dict[str, Any]:
    name, _, program = request.GET.get("figure", "").partition("@")
    metric, _, statistic = name.partition(".")
    if metric not in METRICS or statistic not in METRICS[metric].statistics:
        return {}
    figure = Figure(metric, statistic, program)
    return TargetForm.initial_of(figure, known.get(figure.name))


def _shown(
    request: MemberRequest, reading: Reading, form: TargetForm, *, wrong: bool = False,
    conflict: ConflictError | None = None,
) -> HttpResponse:  # fmt: skip
    known, figures = read_targets(reading.settings.documents), figures_of(reading.settings.documents)
    asked = reading.asked
    arguments = {
        "figures": sorted(figure.name for figure in figures),
        "start": asked.start and asked.start.isoformat(),
        "end": asked.end and asked.end.isoformat(),
    }
    kept = shown(reading, "company.figures", arguments)
    rows = [_row(figure, known.get(figure.name), (kept.document or {}).get(figure.name)) for figure in figures]
    context = {"reading": reading, "rows": rows, "form": form, "kept": kept, "is_set": "figure" in request.GET}
    documents = opened(request.workspace.id).store.settings.documents[KIND]
    return page(request, "company/targets.html", context, tab=TAB, wrong=wrong, conflict=conflict, documents=documents)


def _row(figure: Figure, target: Target | None, now: dict[str, Any] | None) -> dict[str, Any]:
    estimate = estimate_of(now)
    return {
        "figure": figure,
        "label": figure_label(figure),
        "unit": figure.unit,
        "target": target,
        "now": now,
        "points": None if target is None or target.matters is None else target.matters / size_of(figure.unit),
        "verdict": said_of_figure(estimate, target) if estimate and target else None,
    }
