"""The gate: every request passes it, and it asks the policy who may. It alone decides, before any view runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.template.response import TemplateResponse
from django.urls import ResolverMatch, resolve
from django.utils.translation import gettext

from clew_server.accounts.limits import passes
from clew_server.accounts.login.passwords import TooManyHashesError
from clew_server.accounts.models import Member, User, Workspace
from clew_server.accounts.selectors import memberships
from clew_server.policy import PERSON, POLICY, PUBLIC
from clew_server.web.templatetags.clew import size

__all__ = ["MAY_SEND", "UNREAD", "GateMiddleware", "MemberRequest"]

View = Callable[..., HttpResponse]
#: In the scope of a request whose body was not read: the status that asks whether it may be, or says what is wrong.
UNREAD, MAY_SEND, TOO_LARGE = "clew.unread", 204, 413
#: Fields of a form that say who somebody claims to be.
_NAMES = ("login", "email")


class MemberRequest(HttpRequest):
    """A request that passed the gate of a workspace: ``member`` and ``workspace`` are there, the role may do this.

    ``memberships`` are all parts of the person, in this workspace and in others.
    """

    member: Member
    memberships: list[Member]
    workspace: Workspace
    user: User


class GateMiddleware:
    """Refuses whoever the policy does not name: 404 to strangers of a workspace, 403 to roles that may not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on (the decision is in ``process_view``), or answer one whose body has not been read."""
        asked = getattr(request, "scope", {}).get(UNREAD)
        return self._get_response(request) if asked is None else self._answer_unread(request, asked)

    def process_view(self, request: Any, _view: View, _args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Return what is said instead of the page, None where the page may be served."""
        match: ResolverMatch = request.resolver_match
        rule = POLICY.get(match.view_name)
        if rule is None:
            raise Http404  # a route without a row does not exist; the build fails before that
        who = rule.who(request.method)
        if who is None:
            return HttpResponseNotAllowed([m for m in ("GET", "POST") if rule.who(m) is not None])
        refused = self._refused(request, who, kwargs.pop("workspace_id", None))
        if refused is None and rule.limit and request.method == "POST":
            name = next((request.POST[field] for field in _NAMES if request.POST.get(field)), "")
            if not passes(rule.limit, request, name or str(getattr(request.user, "pk", "") or "")):
                return too_many(request)
        return refused

    def _answer_unread(self, request: Any, asked: int) -> HttpResponse:
        """Return 204 where the sender may send a body to this address, else what is said instead."""
        match = resolve(request.path_info)
        rule = POLICY.get(match.view_name)
        if rule is None:
            raise Http404
        if asked != MAY_SEND:
            return _said_of_body(request, asked, rule.largest_body(request.method))
        who = rule.who(request.method)
        if who is None:
            return HttpResponseNotAllowed(["GET"])
        return self._refused(request, who, match.kwargs.get("workspace_id")) or HttpResponse(status=MAY_SEND)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return 429 where too many passwords are checked at once."""
        return too_many(request) if isinstance(exception, TooManyHashesError) else None

    def _refused(self, request: Any, who: frozenset[str], workspace_id: UUID | None) -> HttpResponse | None:
        if who == PUBLIC:
            return None
        if not request.user.is_authenticated:
            if request.headers.get("Accept") == "application/json":
                return JsonResponse({"error": gettext("You are logged out: log in, then go on.")}, status=401)
            if request.htmx:
                return HttpResponse(status=401, headers={"HX-Redirect": request.build_absolute_uri("/")})
            return redirect_to_login(request.get_full_path())
        if who == PERSON:
            return None
        known = memberships(request.user) if workspace_id else []
        member = next((member for member in known if member.workspace_id == workspace_id), None)
        if member is None:
            raise Http404
        if member.role not in who:
            raise PermissionDenied
        request.member, request.workspace, request.memberships = member, member.workspace, known
        return None


def too_many(request: HttpRequest) -> HttpResponse:
    """Return the page that says to wait."""
    context = {"title": gettext("Too many tries"), "text": gettext("Wait a quarter of an hour, then try again.")}
    response = TemplateResponse(request, "web/message.html", context, status=429)
    response["Retry-After"] = "900"
    response.render()
    return response


def _said_of_body(request: HttpRequest, status: int, largest: int) -> HttpResponse:
    """Return the page that says why a body was not read."""
    if status == TOO_LARGE:
        title = gettext("That is too large")
        text = gettext("At most %(most)s can be sent here.") % {"most": size(largest)}
    else:
        title = gettext("Nothing came any more")
        text = gettext("The line was too slow or broke: go back and send it again.")
    response = TemplateResponse(request, "web/message.html", {"title": title, "text": text}, status=status)
    response.render()
    return response
