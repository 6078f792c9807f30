"""What is added to one verbatim: tags, who looks after it. Plain forms; with htmx the verbatim alone is shown anew."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from clew_server.accounts.gate import MemberRequest
from clew_server.insights.feedback import assigning, tagging
from clew_server.insights.feedback.showing import shown_of
from clew_server.insights.feedback.wanted import find_one
from clew_server.insights.reading import Reading
from clew_server.insights.undoing import Offer, offer

__all__ = ["assign", "settle", "tag", "untag"]


def tag(request: MemberRequest) -> HttpResponse:
    """Put a tag on a verbatim, by its name; a new name makes a new tag."""
    reading, feedback_id = _verbatim(request)
    found = tagging.put_on(request.workspace, feedback_id, request.POST.get("name", ""), request.user)
    if found is None:
        return _done(request, reading, feedback_id, gettext("A tag needs a name."))
    undo = reverse("feedback:untag", args=[request.workspace.id])
    text = gettext("Tagged: %(tag)s.") % {"tag": found.name}
    return _done(request, reading, feedback_id, text, undo, tag=str(found.id))


def untag(request: MemberRequest) -> HttpResponse:
    """Take a tag off a verbatim."""
    reading, feedback_id = _verbatim(request)
    found = tagging.find_tag(request.workspace, request.POST.get("tag", ""))
    if found is None:
        raise Http404
    tagging.take_off(request.workspace, feedback_id, found)
    text = gettext("The tag %(tag)s is taken off.") % {"tag": found.name}
    return _done(
        request, reading, feedback_id, text, reverse("feedback:tag", args=[request.workspace.id]), name=found.name
    )


def assign(request: MemberRequest) -> HttpResponse:
    """Give a verbatim to a member, or to nobody."""
    reading, feedback_id = _verbatim(request)
    before = assigning.assignments_at(request.workspace, [feedback_id]).get(feedback_id)
    undo = reverse("feedback:assign", args=[request.workspace.id])
    back = str(before.member_id) if before else ""
    wanted = request.POST.get("member", "")
    if not wanted:
        assigning.unassign(request.workspace, feedback_id)
        return _done(request, reading, feedback_id, gettext("Nobody looks after it now."), undo, member=back)
    found = assigning.assign(request.workspace, feedback_id, wanted, request.user)
    if found is None:
        raise Http404
    text = gettext("%(person)s looks after it now.") % {"person": found.member.user}
    return _done(request, reading, feedback_id, text, undo, member=back)


def settle(request: MemberRequest) -> HttpResponse:
    """Mark an assigned verbatim as done, or as open again."""
    reading, feedback_id = _verbatim(request)
    done = request.POST.get("state") == "done"
    if not assigning.settle(request.workspace, feedback_id, done=done):
        raise Http404
    text = gettext("Marked as done.") if done else gettext("Open again.")
    undo = reverse("feedback:settle", args=[request.workspace.id])
    return _done(request, reading, feedback_id, text, undo, state="open" if done else "done")


def _verbatim(request: MemberRequest) -> tuple[Reading, str]:
    """Return the id that the form names; 404 where the workspace has no such verbatim."""
    reading, feedback_id = Reading(request, "all"), request.POST.get("id", "")
    if not feedback_id or find_one(reading, feedback_id) is None:
        raise Http404
    return reading, feedback_id


def _done(
    request: MemberRequest, reading: Reading, feedback_id: str, text: str, address: str = "", **fields: str
) -> HttpResponse:
    """Show the verbatim anew with what was done and a way back; without a script go back to the list."""
    if not request.headers.get("HX-Request"):
        offer(request, text, address, id=feedback_id, **fields)
        return HttpResponseRedirect(back_of(request))
    (shown,) = shown_of(reading, [find_one(reading, feedback_id)])
    context = {
        "reading": reading,
        "shown": shown,
        "tags": tagging.tags_of(request.workspace),
        "assignees": assigning.assignees(request.workspace),
        "note": Offer(text, address, {"id": feedback_id, **fields}),
        "place": request.POST.get("place", "0"),
        "back": back_of(request),
    }
    return render(request, "feedback/parts/verbatim.html", context)


def back_of(request: MemberRequest) -> str:
    """Return where the form came from, if that is a page of this room; else the list."""
    home, back = reverse("feedback:feedback", args=[request.workspace.id]), request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if safe and urlsplit(back).path.startswith(home) else home
