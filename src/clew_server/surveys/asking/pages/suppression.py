"""The suppression list: how many nobody asks, whether an address is on it, put on and taken off by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Case, Count, QuerySet, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext

from clew.errors import ClewError
from clew.importers.rows.identifiers import normalise
from clew_server.accounts.gate import MemberRequest
from clew_server.lakes.handles import opened
from clew_server.surveys.asking.reasons import reason_label
from clew_server.surveys.asking.suppressed import BOUNCED, silencing
from clew_server.surveys.asking.whom.known import with_all_keys
from clew_server.surveys.asking.whom.lists import LARGEST, SHOWN, Read, read_list
from clew_server.surveys.asking.whom.person import Person
from clew_server.surveys.models import Suppression
from clew_server.surveys.models.ways import FILE
from clew_server.surveys.persons import keys_of

__all__ = ["suppressed"]

OPTED_OUT, BY_HAND = "opted_out", "by_hand"
#: So many marks are looked for at a time.
CHUNK = 500
LONGEST = 320


def suppressed(request: MemberRequest) -> HttpResponse:
    """Show the list in numbers; look somebody up, put them on it, take them off."""
    if request.method != "POST":
        return _shown(request)
    do = request.POST.get("do", "")
    if do == "import":
        return _imported(request)
    who = request.POST.get("who", "").strip()[:LONGEST]
    named = _named(request, who)
    if named is None:
        problem = gettext("Write an e-mail address, a telephone number with its country code, or a customer id.")
        return _shown(request, who=who, problem=problem)
    return {"add": _added, "remove": _removed}.get(do, _looked_up)(request, who, named)


def _named(request: MemberRequest, who: str) -> Person | None:
    """Return whoever is named, with all their keys: by an address where it is one, else by a customer id."""
    is_address = "@" in who or who.startswith("+")
    address = (normalise("email" if "@" in who else "phone", who) or "") if is_address else ""
    customer = "" if is_address else who
    if not (customer or address) or "\0" in who:
        return None
    keys = tuple(keys_of(request.workspace.id, customer, address))
    named = Person(customer_id=customer, address=address, keys=keys)
    try:
        return with_all_keys(request.workspace.id, [named])[0]
    except ClewError:  # the data cannot be read now: what is said of this name itself is known all the same
        return named


def _listed(request: MemberRequest, named: Person) -> QuerySet[Suppression]:
    """Return the rows for which somebody is not asked, who said so themselves first."""
    found = silencing(request.workspace.id, named.own, named.keys)
    return found.order_by(Case(When(reason=OPTED_OUT, then=0), default=1), "at", "id")


def _looked_up(request: MemberRequest, who: str, named: Person) -> HttpResponse:
    return _shown(request, who=who, found=_listed(request, named).first(), is_looked_up=True)


def _added(request: MemberRequest, who: str, named: Person) -> HttpResponse:
    is_new = not _listed(request, named).exists()
    said = gettext("Nobody asks %(who)s any more.") if is_new else gettext("%(who)s was on the list already.")
    rows = Suppression.of_person(request.workspace.id, named.keys, reason=BY_HAND)
    Suppression.objects.bulk_create(rows, ignore_conflicts=True)
    _silence(request, named.own)
    messages.success(request, said % {"who": who})
    return redirect("surveys:suppressed", request.workspace.id)


def _silence(request: MemberRequest, keys: Sequence[str]) -> None:
    """Have it hold for the person, where only that a message came back to this address was kept."""
    mine = Suppression.objects.filter(workspace=request.workspace, reason=BOUNCED)
    for begin in range(0, len(keys), CHUNK):
        mine.filter(person__in=keys[begin : begin + CHUNK]).update(reason=BY_HAND)


def _removed(request: MemberRequest, who: str, named: Person) -> HttpResponse:
    """Take somebody off the list, under all marks that came with theirs, but never who said so themselves."""
    mine = Suppression.beside_all(request.workspace.id, list(_listed(request, named).values_list("person", flat=True)))
    if mine.filter(reason=OPTED_OUT).exists():
        problem = gettext("%(who)s said never to be asked again: that holds for ever.") % {"who": who}
        return _shown(request, who=who, problem=problem)
    if not mine.exclude(reason=OPTED_OUT).delete()[0]:
        return _shown(request, who=who, is_looked_up=True)
    messages.success(request, gettext("%(who)s may be asked again.") % {"who": who})
    return redirect("surveys:suppressed", request.workspace.id)


def _imported(request: MemberRequest) -> HttpResponse:
    file = request.FILES.get("file")
    body = file.read(LARGEST + 1) if file else request.POST.get("text", "").encode("utf-8", "replace")
    if not body.strip() or len(body) > LARGEST:
        return _shown(request, problem=gettext("Paste lines, or choose a file that is not too large."))
    read = read_list(request.workspace.id, FILE, (), body)
    if read.problem:
        return _shown(request, problem=read.problem)
    mine = Suppression.objects.filter(workspace=request.workspace, beside=False)
    workspace_id, before = request.workspace.id, mine.count()
    keys = [key for one in read.people for key in one.keys]
    known = Suppression.marks(workspace_id, keys)
    rows = (Suppression.of_person(workspace_id, one.keys, known, reason=BY_HAND) for one in read.people)
    new = (row for some in rows for row in some)
    Suppression.objects.bulk_create(new, 1000, ignore_conflicts=True)
    _silence(request, keys)
    return _shown(request, read=read, added=mine.count() - before)


def _shown(
    request: MemberRequest, *, problem: str = "", read: Read | None = None, added: int = 0, **more: Any
) -> HttpResponse:
    mine = Suppression.objects.filter(workspace=request.workspace, beside=False)
    counts = {row["reason"]: row["n"] for row in mine.values("reason").annotate(n=Count("id"))}
    found: Suppression | None = more.get("found")
    context = {
        "total": sum(counts.values()),
        "counts": [(reason_label(reason), count) for reason, count in sorted(counts.items(), key=lambda one: -one[1])],
        "problem": problem,
        "wrong": read.wrong[:SHOWN] if read else [],
        "said": ngettext("%(n)s entry is new.", "%(n)s entries are new.", added) % {"n": added} if read else "",
        "found": found,
        "found_reason": reason_label(found.reason) if found else "",
        "can_remove": found is not None and found.reason != OPTED_OUT,
        "zone": opened(request.workspace.id).store.settings.zone,
        "who": more.get("who", ""),
        "is_looked_up": more.get("is_looked_up", False),
    }
    status = 422 if problem and not getattr(request, "htmx", False) else 200
    return render(request, "surveys/asking/suppressed.html", context, status=status)
