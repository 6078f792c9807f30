"""How the e-mails of a way out look, in each language; the words of reminders; a test to oneself."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import msgspec
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from clew_server.accounts.gate import MemberRequest
from clew_server.channels.handing import can_send, hand_over
from clew_server.configuration import configuration
from clew_server.surveys.asking.settings import EmailSettings, carrier_of, keep_settings, settings_of
from clew_server.surveys.frame import framed
from clew_server.surveys.keeping import Live, live
from clew_server.surveys.models import Distribution, Survey
from clew_server.surveys.models.ways import EMAIL, EVENT
from clew_server.surveys.sending.letters.filling import names_in
from clew_server.surveys.sending.letters.letter import Addressee, Letter, letter_for, message_of
from clew_server.surveys.sending.letters.logo import shown_with_logo
from clew_server.surveys.sending.letters.texts import default_subject, default_text, language_for
from clew_server.surveys.sending.pages.access import access_way

__all__ = ["letter", "letters", "send_test"]

KINDS = (EMAIL, EVENT)
LONGEST_SUBJECT, LONGEST_TEXT = 200, 20_000
#: What every text may use; fields of the survey's participants come to it.
NAMED = ("name", "link", "out", "sender", "survey")


@csp_update({"frame-src": ["'self'"]})  # type: ignore[untyped-decorator]
def letters(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Show the letters, and keep the words of reminders."""
    survey, way = _access(request, survey_id, way_id)
    asked = live(survey.id)
    settings = _settings(way)
    if asked is None:
        return framed(request, "surveys/sending/letters.html", survey, {"way": way}, tab="surveys:ways")
    if request.method == "POST":
        keep_settings(way, _with_reminders(settings, asked, request))
        messages.success(request, gettext("Saved."))
        return redirect("surveys:letters", request.workspace.id, survey.id, way.id)
    language = language_for(request.GET.get("language", ""), settings.language, asked.asked.languages)
    is_reminder = request.GET.get("what") == "reminder"
    shown = _letter(request, way, asked, language, is_reminder=is_reminder)
    context = {
        "way": way,
        "asked": asked,
        "language": language,
        "is_reminder": is_reminder,
        "letter": shown,
        "rows": [_words(settings, code) for code in asked.asked.languages],
        "named": [*NAMED, *asked.asked.fields],
        "unknown": sorted(_unknown(settings, asked)),
        "can_send": can_send(),
        "me": request.user.email,
        "days": settings.reminders,
    }
    return framed(request, "surveys/sending/letters.html", survey, context, tab="surveys:ways")


@csp_replace({"style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"], "script-src": ["'none'"],
              "form-action": ["'none'"]})  # type: ignore[untyped-decorator]  # fmt: skip
def letter(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Show one letter as a mail program would."""
    survey, way = _access(request, survey_id, way_id)
    asked = live(survey.id)
    if asked is None:
        raise Http404
    language = language_for(request.GET.get("language", ""), _settings(way).language, asked.asked.languages)
    shown = _letter(request, way, asked, language, is_reminder=request.GET.get("what") == "reminder")
    return HttpResponse(shown_with_logo(shown.html, shown.look), headers={"X-Frame-Options": "SAMEORIGIN"})


def send_test(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Send a letter to whoever asks for it, marked as a test; nothing is written down of it."""
    survey, way = _access(request, survey_id, way_id)
    asked = live(survey.id)
    if asked is None or not can_send():
        messages.error(request, gettext("Publish the survey first; and the server needs a mail server."))
        return redirect("surveys:letters", request.workspace.id, survey.id, way.id)
    is_reminder = request.POST.get("what") == "reminder"
    language = language_for(request.POST.get("language", ""), "", asked.asked.languages)
    shown = _letter(request, way, asked, language, is_reminder=is_reminder)
    try:
        hand_over(message_of(shown, _settings(way), request.user.email, uuid4()), lambda: None)
    except (OSError, ValueError) as error:
        messages.error(request, gettext("The mail server did not take it: %(error)s") % {"error": error})
    else:
        messages.success(request, gettext("A test is on its way to %(address)s.") % {"address": request.user.email})
    address = reverse("surveys:letters", args=[request.workspace.id, survey.id, way.id])
    return redirect(f"{address}?language={language}&what={'reminder' if is_reminder else 'invitation'}")


def _access(request: MemberRequest, survey_id: UUID, way_id: UUID) -> tuple[Survey, Distribution]:
    """Return a way out that sends letters."""
    survey, way = access_way(request, survey_id, way_id, *KINDS)
    if carrier_of(way) != EMAIL:
        raise Http404
    return survey, way


def _letter(request: MemberRequest, way: Distribution, asked: Live, language: str, *, is_reminder: bool) -> Letter:
    fields = dict.fromkeys(asked.asked.fields, "")
    whom = Addressee(uuid4(), request.user.email, language, fields, is_test=True, leads_to=_preview(request, way))
    return letter_for(asked, _settings(way), whom, request.workspace.name, is_reminder=is_reminder)


def _preview(request: MemberRequest, way: Distribution) -> str:
    """Where the links of a test lead: to the survey's preview, which keeps nothing."""
    for route in ("surveys:preview", "surveys:edit"):
        try:
            return configuration().address + reverse(route, args=[request.workspace.id, way.survey_id])
        except NoReverseMatch:
            continue
    return configuration().address


def _settings(way: Distribution) -> EmailSettings:
    settings = settings_of(way)
    assert isinstance(settings, EmailSettings), "only these kinds come here"  # noqa: S101 - access_way
    return settings


def _words(settings: EmailSettings, code: str) -> dict[str, Any]:
    return {
        "code": code,
        "subject": settings.reminder_subject.get(code, ""),
        "text": settings.reminder_text.get(code, ""),
        "own_subject": default_subject(code, is_reminder=True),
        "own_text": default_text(code, is_reminder=True),
    }


def _with_reminders(settings: EmailSettings, asked: Live, request: MemberRequest) -> EmailSettings:
    given = {code: (request.POST.get(f"subject_{code}", ""), request.POST.get(f"text_{code}", "")) for code in
             asked.asked.languages}  # fmt: skip
    subjects = {code: " ".join(subject.split())[:LONGEST_SUBJECT] for code, (subject, _) in given.items()}
    texts = {code: text.replace("\r\n", "\n").strip()[:LONGEST_TEXT] for code, (_, text) in given.items()}
    return msgspec.structs.replace(
        settings, reminder_subject={code: said for code, said in subjects.items() if said},
        reminder_text={code: said for code, said in texts.items() if said},
    )  # fmt: skip


def _unknown(settings: EmailSettings, asked: Live) -> set[str]:
    """Fields that texts name and nobody fills: they are left out of the letter."""
    every = (settings.subject, settings.text, settings.reminder_subject, settings.reminder_text)
    return {name for texts in every for text in texts.values() for name in names_in(text)} - {
        *NAMED,
        *asked.asked.fields,
    }
