"""The workspace's tags, and saved filters: renamed, merged, put away, brought back."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from clew_server.accounts.gate import MemberRequest
from clew_server.insights.feedback import saving, tagging
from clew_server.insights.feedback.models import Tag
from clew_server.insights.feedback.views.marking import back_of
from clew_server.insights.undoing import offer, offered

__all__ = ["change_tag", "remove_saved", "restore_saved", "restore_tag", "save", "tags"]


def tags(request: MemberRequest) -> HttpResponse:
    """Return the list of tags, where they are renamed, merged and removed."""
    found = tagging.tags_of(request.workspace)
    return render(request, "feedback/tags.html", {"tags": found, "undo": offered(request)})


def change_tag(request: MemberRequest, tag_id: UUID) -> HttpResponse:
    """Rename a tag, merge it into another, or remove it: what the pressed button says."""
    tag, what = _tag(request, tag_id), request.POST.get("what", "")
    if what == "rename":
        _rename(request, tag)
    elif what == "merge":
        into = tagging.find_tag(request.workspace, request.POST.get("into", ""))
        if into is None or into.id == tag.id:
            raise Http404
        tagging.merge(request.workspace, tag, into)
        _offer_back(request, tag, gettext("%(tag)s is now part of %(into)s.") % {"tag": tag.name, "into": into.name})
    elif what == "remove":
        tagging.remove(tag)
        _offer_back(request, tag, gettext("The tag %(tag)s is removed.") % {"tag": tag.name})
    else:
        raise Http404
    return redirect("feedback:tags", request.workspace.id)


def _rename(request: MemberRequest, tag: Tag) -> None:
    before = tag.name
    if tagging.rename(request.workspace, tag, request.POST.get("name", "")) is None:
        offer(request, gettext("That name is empty or another tag has it: merge the two instead."))
        return
    address = reverse("feedback:change_tag", args=[request.workspace.id, tag.id])
    text = gettext("%(before)s is now called %(after)s.") % {"before": before, "after": tag.name}
    offer(request, text, address, what="rename", name=before)


def _offer_back(request: MemberRequest, tag: Tag, text: str) -> None:
    offer(request, text, reverse("feedback:restore_tag", args=[request.workspace.id, tag.id]))


def restore_tag(request: MemberRequest, tag_id: UUID) -> HttpResponse:
    """Bring a removed or merged tag back."""
    if not tagging.restore(request.workspace, _tag(request, tag_id, removed=True)):
        offer(request, gettext("Another tag has that name by now."))
    return redirect("feedback:tags", request.workspace.id)


def _tag(request: MemberRequest, tag_id: UUID, *, removed: bool = False) -> Tag:
    found = tagging.find_tag(request.workspace, tag_id, removed=removed)
    if found is None:
        raise Http404
    return found


def save(request: MemberRequest) -> HttpResponse:
    """Keep what is shown under a name."""
    shared = "shared" in request.POST
    saved = saving.save(request.member, request.POST.get("name", ""), request.POST.get("query", ""), shared=shared)
    if saved is None:
        offer(request, gettext("A saved filter needs a name."))
        return HttpResponseRedirect(back_of(request))
    address = reverse("feedback:remove_saved", args=[request.workspace.id, saved.id])
    offer(request, gettext("Saved as %(name)s.") % {"name": saved.name}, address)
    return HttpResponseRedirect(f"{reverse('feedback:feedback', args=[request.workspace.id])}?{saved.query}")


def remove_saved(request: MemberRequest, saved_id: UUID) -> HttpResponse:
    """Put a saved filter away."""
    saved = saving.find_saved(request.member, saved_id)
    if saved is None or not saving.may_remove(request.member, saved):
        raise Http404
    saving.put_away(saved)
    address = reverse("feedback:restore_saved", args=[request.workspace.id, saved.id])
    offer(request, gettext("The filter %(name)s is put away.") % {"name": saved.name}, address)
    return HttpResponseRedirect(back_of(request))


def restore_saved(request: MemberRequest, saved_id: UUID) -> HttpResponse:
    """Put a filter back on the list."""
    saved = saving.find_saved(request.member, saved_id, removed=True)
    if saved is None or not saving.may_remove(request.member, saved):
        raise Http404
    saving.restore(saved)
    offer(request, gettext("The filter is back."))
    return HttpResponseRedirect(back_of(request))
