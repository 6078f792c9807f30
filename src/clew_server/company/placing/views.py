"""The page of touchpoint rules: edited row by row, tried on the last events, kept from now on or for all that came."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from clew.errors import UsageError
from clew.importers.tracking import MOST_RULES, Effect, Rules, effect_of
from clew.store.delivery import RECENT, RULES, read_by_others, read_rules, recent_events
from clew_server.accounts.gate import MemberRequest
from clew_server.company import history
from clew_server.company.naming.views import counted_names
from clew_server.company.pages import back, page
from clew_server.company.placing.jobs import REPLAY
from clew_server.company.placing.rows import Row, changed, document_of, fields_of, rows_of, rules_of
from clew_server.company.seen import ConflictError
from clew_server.jobs.models import Job
from clew_server.jobs.services import latest_of, queue
from clew_server.lakes.handles import opened
from clew_server.web.timing import asking

__all__ = ["touchpoints"]

TAB = "company:touchpoints"
KIND, NAME = RULES
#: Names that are offered, and how long it is said that a replay is done.
OFFERED = 200
SAID = timedelta(hours=1)
WAYS: dict[str, str | Promise] = {
    "name": gettext_lazy("Name of the event"),
    "path": gettext_lazy("Path of the page"),
    "property": gettext_lazy("Property"),
}


def touchpoints(request: MemberRequest) -> HttpResponse:
    """Show the rules and what they make of the last events; change the rows, keep them, replay what came."""
    if request.method != "POST":
        return _shown(request, fields_of(read_rules(opened(request.workspace.id).store.settings)))
    do, rows = request.POST.get("do", "look"), rows_of(request.POST)
    if do == "replay":
        _replay(request)
        return back(request, TAB, None)
    if do not in {"save", "everything"}:
        return _shown(request, changed(rows, do), is_draft=True, adds=do == "add")
    return _saved(request, rows, over_history=do == "everything")


def _saved(request: MemberRequest, rows: list[Row], *, over_history: bool) -> HttpResponse:
    rules, whole = rules_of(rows)
    if len(whole) < len(rows):
        return _shown(request, rows, is_draft=True, error=gettext("Some rules are not whole; nothing was saved."))
    if len(rows) > MOST_RULES:
        said = gettext("There may be %(most)s rules at most; nothing was saved.") % {"most": MOST_RULES}
        return _shown(request, rows[:MOST_RULES], is_draft=True, error=said)
    try:
        edit = history.keep(request, KIND, NAME, document_of(rules))
    except ConflictError as conflict:
        return _shown(request, rows, is_draft=True, conflict=conflict)
    if over_history:
        _replay(request)
    return back(request, TAB, edit)


def _replay(request: MemberRequest) -> None:
    queue(REPLAY, request.workspace.id, unique="replay", asked_by=request.user.id)


def _shown(
    request: MemberRequest, rows: list[Row], *, is_draft: bool = False, adds: bool = False, error: str = "",
    conflict: ConflictError | None = None,
) -> HttpResponse:  # fmt: skip
    store = opened(request.workspace.id).store
    rules, whole = rules_of(rows)
    with asking():
        events = recent_events(store.place)
        effect, older = effect_of(events, rules), read_by_others(store.place)
    shown = [*rows, *([Row()] if adds or not rows else [])]
    is_new = rules != _kept(request)
    context: dict[str, Any] = {
        "rows": shown,
        "ways": WAYS,
        "touchpoints": _names(request, "touchpoint"),
        "channels": _names(request, "channel"),
        "effect": effect,
        "caught": _caught(rows, whole, effect),
        "examples": [replace(one, rule=None if one.rule is None else whole[one.rule] + 1) for one in effect.examples],
        "unfinished": [(place + 1, row.error) for place, row in enumerate(rows) if row.error],
        "recent": RECENT,
        "is_draft": is_draft and is_new,
        "older": older,
        "job": (job := _job(request)),
        "is_replaying": job is not None and not job.is_over,
        "error": error,
        "is_added": adds,
    }
    answer = page(
        request, "company/touchpoints.html", context, tab=TAB, wrong=bool(error or conflict), conflict=conflict,
        documents={NAME: store.settings.documents[KIND].get(NAME)},
    )  # fmt: skip
    if not is_draft or error or conflict:  # what was done, or went wrong, stands at the top; a row moves where it is
        answer["HX-Reswap"] = "outerHTML show:window:top"
    return answer


def _kept(request: MemberRequest) -> Rules:
    return read_rules(opened(request.workspace.id).store.settings)


def _caught(rows: list[Row], whole: list[int], effect: Effect) -> list[dict[str, Any]]:
    """Return of each whole rule how many events it catches, and whether all that it fits others have caught before."""
    return [
        {"number": place + 1, "row": rows[place], "caught": caught, "is_hidden": bool(fitting) and not caught}
        for place, caught, fitting in zip(whole, effect.caught, effect.fitting, strict=True)
    ]


def _names(request: MemberRequest, column: str) -> list[str]:
    """Return the names that the workspace has, the commonest first."""
    try:
        found = counted_names(request, column)
    except UsageError:
        return []
    return list(dict.fromkeys(row["shown_as"] for row in found if row["shown_as"]))[:OFFERED]


def _job(request: MemberRequest) -> Job | None:
    """Return the replay that is under way, or was over a moment ago."""
    found = latest_of(REPLAY, request.workspace.id)
    return found if found and not (found.ended_at and found.ended_at < timezone.now() - SAID) else None
