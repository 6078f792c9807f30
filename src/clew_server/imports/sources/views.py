"""The page of watched folders and addresses."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from clew_server.accounts.gate import MemberRequest
from clew_server.imports.models import FOLDER, HTTPS, Feed
from clew_server.imports.sources import secrets
from clew_server.imports.sources.checking import PACES
from clew_server.imports.sources.fetching import FetchError, checked_address
from clew_server.imports.sources.folders import FolderError, checked_folder, roots
from clew_server.jobs.services import queue
from clew_server.lakes.handles import opened
from clew_server.sentences.telling import told

__all__ = ["add", "check_now", "put_back", "remove", "sources"]

EVERY = (
    ("hourly", gettext_lazy("every hour")),
    ("daily", gettext_lazy("every day")),
    ("weekly", gettext_lazy("every week")),
)
_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}")
#: Headers that would change what the request is.
_NOT_THESE = frozenset({"host", "content-length", "transfer-encoding", "connection", "te", "upgrade", "expect"})


def sources(request: MemberRequest) -> HttpResponse:
    """Show what is looked at by itself, and what came of it."""
    context = {
        "feeds": Feed.objects.filter(workspace=request.workspace, removed_at=None).order_by("created_at"),
        "removed": Feed.objects.filter(workspace=request.workspace)
        .exclude(removed_at=None)
        .order_by("-removed_at")[:1],
        "every": EVERY,
        "roots": roots(),
        "zone": opened(request.workspace.id).store.settings.zone,
    }
    return render(request, "imports/sources.html", context)


def add(request: MemberRequest) -> HttpResponse:
    """Begin to look at a folder or an address."""
    kind, text = request.POST.get("kind", ""), request.POST.get("address", "")[:2000]
    every, header = request.POST.get("every", "daily"), request.POST.get("header", "").strip()
    secret = request.POST.get("secret", "").strip()
    try:
        if kind == FOLDER:
            address = str(checked_folder(text))
        elif kind == HTTPS and every in PACES:
            address = checked_address(text)
            _check_header(header, secret)
        else:
            raise Http404
    except (FetchError, FolderError) as error:
        messages.error(request, told(error))
        return redirect("imports:sources", request.workspace.id)
    feed = Feed.objects.create(
        workspace=request.workspace, kind=kind, address=address, every=every if kind == HTTPS else "", by=request.user,
        header=header if kind == HTTPS else "",
    )  # fmt: skip
    if kind == HTTPS and secret:
        secrets.keep(feed.id, secret)
    queue("imports.check", request.workspace.id, unique=str(feed.id), feed=str(feed.id))
    messages.success(request, gettext("%(address)s is looked at from now on.") % {"address": address})
    return redirect("imports:sources", request.workspace.id)


def _check_header(name: str, secret: str) -> None:
    """Raise FetchError unless a header can be sent so; without both there is none."""
    is_plain = bool(secret) and secret.isascii() and secret.isprintable()
    if (name or secret) and not (is_plain and _HEADER.fullmatch(name) and name.lower() not in _NOT_THESE):
        raise FetchError(gettext("A secret needs the name of its header, as Authorization, and one line of text."))


def check_now(request: MemberRequest, feed_id: UUID) -> HttpResponse:
    """Look at it now."""
    feed = _mine(request, feed_id)
    queue("imports.check", request.workspace.id, unique=str(feed.id), feed=str(feed.id))
    messages.success(request, gettext("It is looked at in a moment."))
    return redirect("imports:sources", request.workspace.id)


def remove(request: MemberRequest, feed_id: UUID) -> HttpResponse:
    """Look at it no more; its secret stays until the day is over, so that this can be undone."""
    feed = _mine(request, feed_id)
    Feed.objects.filter(id=feed.id).update(removed_at=timezone.now())
    return redirect("imports:sources", request.workspace.id)


def put_back(request: MemberRequest, feed_id: UUID) -> HttpResponse:
    """Look at it again."""
    feed = _mine(request, feed_id)
    Feed.objects.filter(id=feed.id).update(removed_at=None)
    return redirect("imports:sources", request.workspace.id)


def _mine(request: MemberRequest, feed_id: UUID) -> Feed:
    feed = Feed.objects.filter(workspace=request.workspace, id=feed_id).first()
    if feed is None:
        raise Http404
    return feed
