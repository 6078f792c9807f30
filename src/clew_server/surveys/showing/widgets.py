"""The page of a widget: the tag to copy, what the site must allow, a preview, and when it is shown."""

from __future__ import annotations

import re
from typing import Any, cast
from uuid import UUID

import msgspec
from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from clew.surveys.running import route
from clew_server.accounts.gate import MemberRequest
from clew_server.configuration import configuration
from clew_server.insights.undoing import offer, offered
from clew_server.surveys.answering.pages import POLICY, Shown, question_page
from clew_server.surveys.asking.settings import WidgetSettings, keep_settings, read_settings, settings_of
from clew_server.surveys.frame import framed
from clew_server.surveys.look import origins_of
from clew_server.surveys.models.ways import WIDGET
from clew_server.surveys.showing.forms import WidgetForm, mark_of
from clew_server.surveys.showing.serving import words_of
from clew_server.surveys.showing.ways import Public, access_public

__all__ = ["PLACES", "demonstration", "frame", "tag_of", "widget"]

#: Where it stands on a page: in a corner, or where the page wants it.
PLACES = ("right", "left", "inline")
#: Pixels of the panel in the preview: the preview does not wait for what the answer page says of its height.
HEIGHT = 420
_PREVIEW = "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; frame-ancestors 'self'"


@csp_update({"frame-src": [SELF]})  # type: ignore[untyped-decorator]
def widget(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Show the tag, the preview and the settings of a widget, or keep others."""
    public = access_public(request, survey_id, way_id, WIDGET)
    if request.method != "POST":
        return _shown(request, public, WidgetForm(initial=WidgetForm.initial_of(_settings(public))))
    if request.POST.get("do") == "undo":
        return _kept(request, public, _former(request))
    form = WidgetForm(request.POST)
    if not form.is_valid():
        return _shown(request, public, form, wrong=True)
    if request.POST.get("seen") != mark_of(_settings(public)):
        form.add_error(None, gettext("Somebody changed this meanwhile; nothing was saved. Save again to have yours."))
        return _shown(request, public, form, wrong=True)
    return _kept(request, public, form.wanted(_settings(public)))


def demonstration(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Show a page as it might be somebody's, with the widget on it, whatever its settings."""
    public = access_public(request, survey_id, way_id, WIDGET)
    if public.live is None:
        raise Http404
    config = {
        "on": True,
        "paths": [],
        "percent": 100,
        "words": words_of(public.live),
        "frame": reverse("surveys:widget_frame", args=[request.workspace.id, survey_id, way_id]),
        "height": HEIGHT,
    }
    context = {**_asked(request, public), "public": public, "config": msgspec.json.encode(config).decode()}
    return _framable(render(request, "surveys/showing/page.html", context), _PREVIEW)


def frame(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Show the first page of the survey as the widget frames it; what is answered here goes nowhere."""
    public = access_public(request, survey_id, way_id, WIDGET)
    if public.live is None:
        raise Http404
    language = request.GET.get("lang", "")
    found = public.live.asked
    shown = Shown(
        public.live, language if language in found.languages else found.language, route(found, {}), {}, (), "",
        is_preview=True, is_framed=True,
    )  # fmt: skip
    policy = re.sub(r"(form-action|frame-ancestors) [^;]*", _only_looked_at, POLICY(public.live))
    return _framable(HttpResponse(question_page(shown)), policy)


def tag_of(public: Public, place: str, *, remembers: bool) -> str:
    """Return the tag that a page needs to show the widget."""
    more = {"left": ' data-place="left"', "inline": ' data-target="#survey"'}.get(place, "")
    more += " data-remember" if remembers else ""
    host = configuration().address
    return f'<script async src="{host}/s/widget.js" data-survey="{public.way.slug}"{more}></script>'


def _shown(request: MemberRequest, public: Public, form: WidgetForm, *, wrong: bool = False) -> HttpResponse:
    asked = _asked(request, public)
    host = configuration().address
    context = {
        **asked,
        "public": public,
        "form": form,
        "seen": mark_of(_settings(public)),
        "tag": tag_of(public, asked["place"], remembers=asked["remembers"]),
        "policy": [f"script-src {host}", f"frame-src {host}", f"connect-src {host}"],
        "origins": origins_of(request.workspace.id),
        "done": offered(request),
    }
    return framed(request, "surveys/showing/widget.html", public.survey, context, tab="surveys:ways", wrong=wrong)


def _asked(request: MemberRequest, public: Public) -> dict[str, Any]:
    """Return what the query says of the preview; what cannot be counts as not said."""
    place, wishes = request.GET.get("place", ""), (request.GET.get("lang", ""), get_language() or "")
    offered = [wish for wish in wishes if wish in public.languages]
    return {
        "place": place if place in PLACES else PLACES[0],
        "language": [*offered, *public.languages, "en"][0],
        "remembers": request.GET.get("remembers") == "1",
    }


def _settings(public: Public) -> WidgetSettings:
    return cast("WidgetSettings", settings_of(public.way))


def _former(request: MemberRequest) -> WidgetSettings:
    """Return the settings that an undo brings back; what is crooked counts as not said."""
    try:
        said = msgspec.json.decode(request.POST.get("settings", ""))
    except msgspec.DecodeError:
        said = {}
    return cast("WidgetSettings", read_settings(WIDGET, said))


def _kept(request: MemberRequest, public: Public, settings: WidgetSettings) -> HttpResponse:
    """Keep the settings and offer the way back."""
    before = public.way.settings
    keep_settings(public.way, settings)
    address = reverse("surveys:widget", args=[request.workspace.id, public.survey.id, public.way.id])
    said = gettext("When the widget is shown was changed; pages follow within two minutes.")
    offer(request, said, address, do="undo", settings=msgspec.json.encode(before).decode())
    return redirect(address)


def _only_looked_at(directive: re.Match[str]) -> str:
    """Return the directive of a page that is framed by us and sends nothing."""
    return "form-action 'none'" if directive[1] == "form-action" else "frame-ancestors 'self'"


def _framable(response: HttpResponse, policy: str) -> HttpResponse:
    """Return a reply that pages of our own may show in a frame, and nobody else."""
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
