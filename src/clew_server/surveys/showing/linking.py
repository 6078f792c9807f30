"""The page of a public link: its address to copy, its QR code to download or to print."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import override

from clew.surveys.model.texts import told
from clew_server.accounts.gate import MemberRequest
from clew_server.surveys.frame import framed
from clew_server.surveys.models.ways import LINK
from clew_server.surveys.showing.qr import SIZES, qr_svg
from clew_server.surveys.showing.ways import Public, access_public

__all__ = ["link", "poster", "qr"]

USUAL = 50


def link(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Show the public address and its QR code, in the language and size that the query names."""
    public = access_public(request, survey_id, way_id, LINK)
    return framed(request, "surveys/showing/link.html", public.survey, _asked(request, public), tab="surveys:ways")


def qr(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Give the QR code as an SVG file."""
    public = access_public(request, survey_id, way_id, LINK)
    asked = _asked(request, public)
    name = "-".join(filter(None, [public.survey.name, asked["language"], f"{asked['size']}mm"]))
    kind = {"Content-Disposition": f'attachment; filename="{name}.svg"'}
    return HttpResponse(asked["code"], content_type="image/svg+xml", headers=kind)


def poster(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Show a page to print: what is asked, the code, the address; in the language of those who will read it."""
    public = access_public(request, survey_id, way_id, LINK)
    asked = _asked(request, public)
    with override(asked["language"] or (public.languages or ("en",))[0]):
        return render(request, "surveys/showing/poster.html", asked)


def _asked(request: MemberRequest, public: Public) -> dict[str, Any]:
    """Return what the query says of the code, and the code; what cannot be counts as not said."""
    language, size = request.GET.get("lang", ""), request.GET.get("size", "")
    language = language if language in public.languages else ""
    millimetres = int(size) if size in {str(each) for each in SIZES} else USUAL
    address = public.address(language)
    asked = public.live.asked if public.live is not None else None
    title = told(asked.title, language or asked.language, asked.language) if asked is not None else public.survey.name
    return {
        "public": public,
        "language": language,
        "size": millimetres,
        "sizes": SIZES,
        "address": address,
        "title": title,
        "code": SafeString(qr_svg(address, millimetres, address)),
    }
