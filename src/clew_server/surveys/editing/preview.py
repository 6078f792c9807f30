"""A draft as people would answer it, page by page and in every language; nothing of it is saved.

What was answered so far stands in the address of the frame, so that the back button works and nothing is kept.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from clew.surveys.running import Answers, Route, read_form, route
from clew.surveys.running.answer import Answer
from clew_server.accounts.gate import MemberRequest
from clew_server.company.told import language_name
from clew_server.surveys.answering.pages import POLICY, Shown, question_page, thanks_page
from clew_server.surveys.editing.drafts import draft_of
from clew_server.surveys.editing.filing import about
from clew_server.surveys.frame import access_survey, framed
from clew_server.surveys.keeping import Live
from clew_server.surveys.look import look_of
from clew_server.surveys.models import Survey

__all__ = ["preview", "preview_page"]

TAB, PAGE = "surveys:preview", "surveys:preview_page"
WIDTHS = {"phone": 360, "desktop": 900}
#: Bytes of answers in an address, and letters of one: a preview needs no novel.
MOST, LONGEST_WORDS = 60_000, 200


@csp_update({"frame-src": [SELF]})  # type: ignore[untyped-decorator] # the package has no types for it
def preview(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Show the draft as people would see it, in a language and at a width."""
    survey = access_survey(request, survey_id)
    draft = draft_of(survey)
    context: dict[str, Any] = about(survey, draft)
    if draft.asked is not None:
        codes = draft.asked.languages
        language = _language(request, codes)
        width = request.GET.get("width", "phone")
        frame = reverse(PAGE, args=[request.workspace.id, survey.id])
        context |= {
            "frame": f"{frame}?{urlencode({'lang': language})}",
            "in_languages": [(code, language_name(code)) for code in codes],
            "language": language,
            "width": width if width in WIDTHS else "phone",
            "pixels": WIDTHS.get(width, WIDTHS["phone"]),
        }
    return framed(request, "surveys/editing/preview.html", survey, context, tab=TAB)


@csrf_exempt
def preview_page(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Show one page of the draft in its frame; an answer leads to the next, by the address alone.

    It asks for no token: the form is that of people who have none, and nothing is saved.
    """
    survey = access_survey(request, survey_id)
    draft = draft_of(survey)
    if draft.asked is None:
        return redirect("surveys:edit", request.workspace.id, survey.id)
    live = Live(
        survey.id, survey.workspace_id, survey.name, survey.state, survey.is_anonymous, survey.published or 0, "",
        draft.asked, look_of(survey.options),
    )  # fmt: skip
    body = _answered(request, survey, live) if request.method == "POST" else _page(request, live)
    return body if isinstance(body, HttpResponse) else _in_frame(body, live)


def _page(request: MemberRequest, live: Live) -> bytes:
    language, said = _language(request, live.asked.languages), _said(request.GET.get("said", ""))
    at = _at(request, live, said)
    if at.is_finished:
        return thanks_page(live, language, "", is_framed=False, way=at)
    action, goes_back = _query(language, said, len(at.passed)), bool(at.passed)
    return question_page(Shown(live, language, at, said, (), action, goes_back, seed=live.name, is_preview=True))


def _answered(request: MemberRequest, survey: Survey, live: Live) -> bytes | HttpResponse:
    language, said = _language(request, live.asked.languages), _said(request.GET.get("said", ""))
    at = _at(request, live, said)
    if at.page is None:
        return _page(request, live)
    form = {name: request.POST.getlist(name) for name in request.POST}
    posted = read_form(at.page, form, at.known, said)
    if request.POST.get("lang") in live.asked.languages:
        return _led(request, survey, _query(request.POST["lang"], {**said, **posted.answers}, len(at.passed)))
    goes_back = "back" in request.POST and bool(at.passed)
    told = posted.losing if goes_back else posted.flaws
    if goes_back and not told:
        return _led(request, survey, _query(language, {**said, **posted.answers}, len(at.passed) - 1))
    if told:
        action = _query(language, said, len(at.passed))
        shown = Shown(
            live, language, at, {**said, **posted.answers}, told, action, bool(at.passed), seed=live.name,
            is_preview=True, sent=form, unread=frozenset(flaw.question for flaw in posted.flaws),
        )  # fmt: skip
        return question_page(shown)
    return _led(request, survey, _query(language, {**said, **posted.answers}, len(at.passed) + 1))


def _led(request: MemberRequest, survey: Survey, query: str) -> HttpResponse:
    response = redirect(reverse(PAGE, args=[request.workspace.id, survey.id]) + query)
    response.status_code = 303
    return response


def _at(request: MemberRequest, live: Live, said: Answers) -> Route:
    """Return where one is: after as many pages as the address says, and no further than the answers lead."""
    whole = route(live.asked, said)
    number = request.GET.get("at", "0")
    passed = whole.passed[: int(number) if number.isdecimal() and len(number) < 4 else 0]  # noqa: PLR2004 - pages
    return route(live.asked, {question.id: answer for page in passed for question, answer in page.answers})


def _query(language: str, said: Answers, at: int) -> str:
    """Return the query of a page: where one is, and all that was answered."""
    short = {name: _shortened(answer) for name, answer in said.items()}
    packed = base64.urlsafe_b64encode(zlib.compress(msgspec.json.encode(short), 9)).decode().rstrip("=")
    return f"?{urlencode({'lang': language, 'at': at, 'said': packed})}"


def _shortened(answer: Answer) -> Answer:
    return msgspec.structs.replace(answer, words=answer.words[:LONGEST_WORDS])


def _said(text: str) -> dict[str, Answer]:
    """Return the answers of an address; none where they are not ours."""
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        plain = zlib.decompressobj().decompress(packed, MOST)
        return msgspec.json.decode(plain, type=dict[str, Answer]) if plain else {}
    except (ValueError, binascii.Error, zlib.error, msgspec.DecodeError, RecursionError):
        return {}


def _language(request: MemberRequest, codes: tuple[str, ...]) -> str:
    given = request.GET.get("lang", "")
    return given if given in codes else codes[0]


def _in_frame(body: bytes, live: Live) -> HttpResponse:
    """Return an answer page that may stand in a frame of our own pages, and nowhere else."""
    directives = [one for one in POLICY(live).split("; ") if not one.startswith("frame-ancestors")]
    response = HttpResponse(body, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = "; ".join((*directives, "frame-ancestors 'self'"))
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
