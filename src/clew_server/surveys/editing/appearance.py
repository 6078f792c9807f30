"""How a survey looks and ends: colour, logo, who asks, where people are led afterwards, when it closes."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from clew_server.accounts.gate import MemberRequest
from clew_server.lakes.handles import opened
from clew_server.policy import POLICY
from clew_server.surveys.frame import access_survey, framed
from clew_server.surveys.look import LARGEST_LOGO, Look, look_of, origin_of, origins_of
from clew_server.surveys.models import Survey

__all__ = ["appearance", "kind_of"]

TAB = "surveys:appearance"
ORIGINS = "surveys:origins"
LONGEST_SENDER, LONGEST_ADDRESS = 100, 1000
_COLOUR = re.compile(r"#?([0-9a-f]{6})\Z")
_MAGIC = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF87a", "image/gif"),
          (b"GIF89a", "image/gif"))  # fmt: skip
_MINUTE = "%Y-%m-%dT%H:%M"


def appearance(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Show how a survey looks; keep what was chosen: it holds at once, for the version that is answered too."""
    survey = access_survey(request, survey_id)
    look = look_of(survey.options)
    if request.method != "POST":
        return _shown(request, survey, look, _typed_of(look, _zone(request)), {})
    new, errors = _chosen(request, look)
    typed = {name: request.POST.get(name, "") for name in ("colour", "sender", "redirect", "closes_at")}
    if errors:
        return _shown(request, survey, look, typed, errors)
    with transaction.atomic():
        mine = Survey.objects.select_for_update().get(pk=survey.pk)
        if _mark(look_of(mine.options)) != request.POST.get("seen"):
            return _shown(request, mine, look_of(mine.options), typed, {}, is_conflict=True)
        rest = {name: value for name, value in mine.options.items() if name not in Look.__struct_fields__}
        mine.options = {**rest, **msgspec.to_builtins(new)}
        mine.save(update_fields=["options"])
    messages.success(request, gettext("Kept. It holds at once, also for the version that is answered now."))
    return redirect(TAB, request.workspace.id, survey.id)


def kind_of(data: bytes) -> str:
    """Return the kind of a picture by its first bytes, "" where it is none of those that are shown.

    >>> kind_of(b"GIF89a..."), kind_of(b"<svg onload=alert(1)>")
    ('image/gif', '')
    """
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), "")


def _chosen(request: MemberRequest, old: Look) -> tuple[Look, dict[str, str]]:
    """Return the look that a form says, and what is wrong with it by field."""
    errors: dict[str, str] = {}
    colour = request.POST.get("colour", "").strip().lower()
    found = _COLOUR.match(colour)
    if colour and not found:
        errors["colour"] = gettext("A colour is written like #aa0000.")
    sender = " ".join(request.POST.get("sender", "").split())
    if len(sender) > LONGEST_SENDER or any(not letter.isprintable() for letter in sender):
        errors["sender"] = gettext("A name has at most %(most)s letters.") % {"most": LONGEST_SENDER}
    new = Look(
        colour=f"#{found[1]}" if found else "", sender=sender, redirect=_redirect(request, errors),
        closes_at=_closing(request, errors), logo=old.logo, logo_kind=old.logo_kind,
    )  # fmt: skip
    return _with_logo(request, new, errors), errors


def _redirect(request: MemberRequest, errors: dict[str, str]) -> str:
    address = request.POST.get("redirect", "").strip()
    if not address:
        return ""
    origin = origin_of(address)
    if not origin or len(address) > LONGEST_ADDRESS:
        errors["redirect"] = gettext("That is no address of a page: it begins with https://.")
    elif origin not in origins_of(request.workspace.id):
        said = gettext("“%(origin)s” is not among the origins that surveys may lead to: an owner adds it to them.")
        errors["redirect"] = said % {"origin": origin}
    return address


def _closing(request: MemberRequest, errors: dict[str, str]) -> str:
    """Return the time at which the survey closes, in UTC; it is typed in the workspace's zone."""
    typed = request.POST.get("closes_at", "").strip()
    if not typed:
        return ""
    try:
        local = datetime.strptime(typed[:16], _MINUTE).replace(tzinfo=ZoneInfo(_zone(request)))
        return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        errors["closes_at"] = gettext("That is no time. Write it like 2026-12-31T18:00.")
        return ""


def _with_logo(request: MemberRequest, look: Look, errors: dict[str, str]) -> Look:
    file = request.FILES.get("logo")
    if file is None:
        gone = request.POST.get("no_logo") == "yes"
        return msgspec.structs.replace(look, logo="", logo_kind="") if gone else look
    data = file.read(LARGEST_LOGO + 1)
    kind = kind_of(data)
    if not kind:
        errors["logo"] = gettext("That is no PNG, JPEG, GIF or WEBP. An SVG is not taken: it may hold scripts.")
    elif len(data) > LARGEST_LOGO:
        said = gettext("The logo has more than %(most)s KB: a whole answer page is smaller than 30 KB.")
        errors["logo"] = said % {"most": LARGEST_LOGO // 1024}
    else:
        return msgspec.structs.replace(look, logo=base64.b64encode(data).decode(), logo_kind=kind)
    return look


def _zone(request: MemberRequest) -> str:
    return str(opened(request.workspace.id).store.settings.zone)


def _typed_of(look: Look, zone: str) -> dict[str, str]:
    closes_at = ""
    if look.closes_at:
        closes_at = datetime.fromisoformat(look.closes_at).astimezone(ZoneInfo(zone)).strftime(_MINUTE)
    return {"colour": look.colour, "sender": look.sender, "redirect": look.redirect, "closes_at": closes_at}


def _mark(look: Look) -> str:
    text = json.dumps(msgspec.to_builtins(look), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _shown(
    request: MemberRequest, survey: Survey, look: Look, typed: dict[str, str], errors: dict[str, str], *,
    is_conflict: bool = False,
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        "look": look,
        "typed": typed,
        "wrong": errors,
        "seen": request.POST.get("seen") if errors else _mark(look),
        "is_conflict": is_conflict,
        "origins": origins_of(request.workspace.id),
        "origins_page": _origins_page(request),
        "largest": LARGEST_LOGO // 1024,
        "longest": LONGEST_SENDER,
    }
    wrong = is_conflict or bool(errors)
    return framed(request, "surveys/editing/appearance.html", survey, context, tab=TAB, wrong=wrong)


def _origins_page(request: MemberRequest) -> str:
    """Return where owners list the origins, "" where there is no such page or the reader may not open it."""
    rule = POLICY.get(ORIGINS)
    if rule is None or request.member.role not in (rule.who("GET") or ()):
        return ""
    try:
        return reverse(ORIGINS, args=[request.workspace.id])
    except NoReverseMatch:
        return ""
