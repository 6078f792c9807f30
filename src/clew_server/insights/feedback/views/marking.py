"""What is added to one verbatim: tags, who looks after it. Plain forms; with htmx the verbatim alone is shown anew."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from clew.text.reading import Verbatim
from clew_server.accounts.gate import MemberRequest
from clew_server.insights.feedback import assigning, tagging
from clew_server.insights.feedback.showing import shown_of
from clew_server.insights.feedback.wanted import find_one
from clew_server.insights.reading import Reading
from clew_server.insights.undoing import Offer, offer

__all__ = ["assign", "settle", "tag", "untag"]


def tag(request: MemberRequest) -> HttpResponse:
    """Put a tag on a verbatim, by its name; a new name makes a new tag."""
    reading, one = _verbatim(request)
    found = tagging.put_on(request.workspace, one.feedback_id, request.POST.get("name", ""), request.user)
    if found is None:
        return _done(request, reading, one, gettext("A tag needs a name."))
    undo = reverse("feedback:untag", args=[request.workspace.id])
    text = gettext("Tagged: %(tag)s.") % {"tag": found.name}
    return _done(request, reading, one, text, undo, tag=str(found.id))


def untag(request: MemberRequest) -> HttpResponse:
    """Take a tag off a verbatim."""
    reading, one = _verbatim(request)
    found = tagging.find_tag(request.workspace, request.POST.get("tag", ""))
    if found is None:
        raise Http404
    tagging.take_off(request.workspace, one.feedback_id, found)
    text = gettext("The tag %(tag)s is taken off.") % {"tag": found.name}
    return _done(request, reading, one, text, reverse("feedback:tag", args=[request.workspace.id]), name=found.name)


def assign(request: MemberRequest) -> HttpResponse:
    """Give a verbatim to a member, or to nobody."""
    reading, one = _verbatim(request)
    before = assigning.assignments_at(request.workspace, [one.feedback_id]).get(one.feedback_id)
    undo = reverse("feedback:assign", args=[request.workspace.id])
    back = str(before.member_id) if before else ""
    wanted = request.POST.get("member", "")
    if not wanted:
        assigning.unassign(request.workspace, one.feedback_id)
        return _done(request, reading, one, gettext("Nobody looks after it now."), undo, member=back)
    found = assigning.assign(request.workspace, one.feedback_id, wanted, request.user)
    if found is None:
        raise Http404
    text = gettext("%(person)s looks after it now.") % {"person": found.member.user}
    return _done(request, reading, one, text, undo, member=back)


def settle(request: MemberRequest) -> HttpResponse:
    """Mark an assigned verbatim as done, or as open again."""
    reading, one = _verbatim(request)
    done = request.POST.get("state") == "done"
    if not assigning.settle(request.workspace, one.feedback_id, done=done):
        raise Http404
    text = gettext("Marked as done.") if done else gettext("Open again.")
    undo = reverse("feedback:settle", args=[request.workspace.id])
    return _done(request, reading, one, text, undo, state="open" if done else "done")


def _verbatim(request: MemberRequest) -> tuple[Reading, Verbatim]:
    """Return the verbatim that the form names; 404 where the workspace has no such verbatim."""
    reading, feedback_id = Reading(request, "all"), request.POST.get("id", "")
    found = find_one(reading, feedback_id) if feedback_id else None
    if found is None:
        raise Http404
    return reading, found


def _done(
    request: MemberRequest, reading: Reading, one: Verbatim, text: str, address: str = "", **fields: str
) -> HttpResponse:
    """Show the verbatim anew with what was done and a way back; without a script go back to the list."""
    if not request.headers.get("HX-Request"):
        offer(request, text, address, id=one.feedback_id, **fields)
        return HttpResponseRedirect(back_of(request))
    (shown,) = shown_of(reading, [one])
    context = {
        "reading": reading,
        "shown": shown,
        "tags": tagging.tags_of(request.workspace),
        "assignees": assigning.assignees(request.workspace),
        "note": Offer(text, address, {"id": one.feedback_id, **fields}),
        "place": request.POST.get("place", "0"),
        "back": back_of(request),
    }
    return render(request, "feedback/parts/verbatim.html", context)


def back_of(request: MemberRequest) -> str:
    """Return where the form came from, if that is a page of this room; else the list."""
    home, back = reverse("feedback:feedback", args=[request.workspace.id]), request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if safe and urlsplit(back).path.startswith(home) else home
