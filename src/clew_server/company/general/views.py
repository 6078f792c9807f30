"""The page of the workspace's own settings."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.translation import gettext

from clew.errors import UsageError
from clew_server.accounts.gate import MemberRequest
from clew_server.company import history
from clew_server.company.general.forms import SettingsForm, currencies, zones
from clew_server.company.pages import back, page
from clew_server.company.seen import ConflictError
from clew_server.company.told import language_name, listed
from clew_server.lakes.handles import opened

__all__ = ["settings"]


def settings(request: MemberRequest) -> HttpResponse:
    """Show the settings of the workspace, or change them: all of the form, or nothing."""
    kept = opened(request.workspace.id).store.settings
    said = history.said_settings(request.workspace.name, kept)
    if request.method != "POST":
        return _shown(request, SettingsForm(initial=SettingsForm.initial_of(said)))
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, wrong=True)
    try:
        edit = history.change_settings(request, form.wanted(said["languages"] or []))
    except ConflictError as conflict:
        return _shown(request, form, wrong=True, conflict=conflict)
    except UsageError:
        form.add_error("name", gettext("Another workspace of this server is called so: choose another name."))
        return _shown(request, form, wrong=True)
    return back(request, "company:settings", edit)


def _shown(
    request: MemberRequest, form: SettingsForm, *, wrong: bool = False, conflict: ConflictError | None = None
) -> HttpResponse:
    now, kept = datetime.now(UTC), opened(request.workspace.id).store.settings
    context = {
        "form": form,
        "zones": zones(now),
        "currencies": currencies(),
        "kept": kept,
        "local_time": now.astimezone(ZoneInfo(kept.zone)),
        "said_languages": listed([language_name(code) for code in kept.languages]) if kept.languages else "",
        "week_start": dict(form.fields["week_start"].choices)[kept.week_start],  # type: ignore[attr-defined]
    }
    documents = {history.SETTING: history.said_settings(request.workspace.name, kept)}
    return page(
        request,
        "company/settings.html",
        context,
        tab="company:settings",
        wrong=wrong,
        conflict=conflict,
        documents=documents,
    )
