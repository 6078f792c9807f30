"""Gateways for text messages: an owner describes them, and gives a secret that nobody sees again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from clew.errors import UsageError
from clew_server.accounts.gate import MemberRequest
from clew_server.imports.sources.secrets import forget, keep, secret_of
from clew_server.surveys.models import Gateway
from clew_server.surveys.sending.sms.gateway import KINDS, METHODS, checked

__all__ = ["gateways", "remove"]

EXAMPLE = '{"to": "{to}", "text": "{text}", "reference": "{id}"}'
LONGEST = {"name": 60, "address": 1000, "method": 4, "body_kind": 4, "body": 10_000, "success": 60, "id_path": 100}


def gateways(request: MemberRequest) -> HttpResponse:
    """List the gateways; keep a new one, or one that is known by its name."""
    given, error = _blank(), ""
    if request.method == "POST":
        given, secret = _given(request), request.POST.get("secret", "")
        try:
            found = _keep(request, given, secret)
        except UsageError as wrong:
            error = str(wrong)
        else:
            messages.success(request, gettext("“%(name)s” is kept.") % {"name": found.name})
            return redirect("surveys:gateways", request.workspace.id)
    known = list(Gateway.objects.filter(workspace=request.workspace).order_by("name"))
    edited = next((one for one in known if str(one.id) == request.GET.get("edit", "")), None)
    context = {
        "gateways": known,
        "given": given if error or edited is None else edited,
        "headers": request.POST.get("headers", "") if error else _written(edited),
        "error": error,
        "has_secret": edited is not None and bool(secret_of(edited.id)),
        "methods": METHODS,
        "kinds": KINDS,
        "example": EXAMPLE,
    }
    return render(request, "surveys/sending/gateways.html", context, status=422 if error else 200)


def remove(request: MemberRequest, gateway_id: UUID) -> HttpResponse:
    """Remove a gateway and its secret; ways out that go through it wait for another."""
    found = Gateway.objects.filter(workspace=request.workspace, id=gateway_id).first()
    if found is None:
        raise Http404
    forget(found.id)
    found.delete()
    messages.success(request, gettext("“%(name)s” is removed, its secret with it.") % {"name": found.name})
    return redirect("surveys:gateways", request.workspace.id)


def _keep(request: MemberRequest, given: Gateway, secret: str) -> Gateway:
    name = given.name
    if not name:
        raise UsageError(gettext("Give it a name."))
    given.headers = _headers(request.POST.get("headers", ""))
    checked(given)
    if not secret.isascii() or not secret.isprintable():
        raise UsageError(gettext("The secret has letters that no header can have."))
    with transaction.atomic():
        values = {field: getattr(given, field) for field in (*LONGEST, "headers") if field != "name"}
        found, _ = Gateway.objects.update_or_create(
            workspace=request.workspace, name=name, defaults={**values, "by": request.user}
        )
        if secret:
            keep(found.id, secret)
    return found


def _given(request: MemberRequest) -> Gateway:
    return Gateway(**{name: request.POST.get(name, "").strip()[:most] for name, most in LONGEST.items()})


def _blank() -> Gateway:
    return Gateway(body=EXAMPLE)


def _headers(text: str) -> dict[str, str]:
    """Headers as they are written, a line each."""
    found = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if line.strip() and not colon:
            raise UsageError(gettext("Write a header as Name: value."))
        if line.strip():
            found[name.strip()] = value.strip()
    return found


def _written(gateway: Gateway | None) -> str:
    return "\n".join(f"{name}: {value}" for name, value in gateway.headers.items()) if gateway else ""
