"""The page of what was set aside, and the ways to mend it: a row, a value in all rows, the mapping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from clew.errors import ClewError
from clew.store import Workspace
from clew.store.loading.records import DELIVERED
from clew.store.mending.mends import Correction
from clew_server.accounts.gate import MemberRequest
from clew_server.imports.models import Remap
from clew_server.imports.quarantine.cells import cells_of, changed_cells, shown_cells
from clew_server.imports.quarantine.grouping import grouped
from clew_server.imports.results.csv_text import csv_line
from clew_server.imports.results.views import import_of
from clew_server.jobs.services import queue
from clew_server.lakes.handles import opened
from clew_server.sentences.telling import told
from clew_server.web.figures import amounts
from clew_server.web.timing import asking

__all__ = [
    "download",
    "means",
    "means_everywhere",
    "mend",
    "of_a_file",
    "quarantine",
    "read_again",
    "standing",
    "undo_mend",
    "undo_remap",
]

A_PAGE = 50
#: Rows among which the values of a reason are counted, and values offered.
COUNTED, OFFERED = 5000, 12
FILTERS = {"import": "import_id", "table": "table", "reason": "reason", "column": "column", "value": "value"}
COLUMNS = ("import_id", "table", "line", "column", "reason", "value")


def _chosen(request: MemberRequest) -> dict[str, str]:
    return {ours: request.GET[name] for name, ours in FILTERS.items() if request.GET.get(name) is not None}


def quarantine(request: MemberRequest) -> HttpResponse:
    """Show reasons with their counts, and page by page the rows of what was chosen."""
    store, chosen = opened(request.workspace.id).store, _chosen(request)
    given = request.GET.get("page", "1")
    number = max(int(given), 1) if given.isdecimal() and len(given) < 9 else 1  # noqa: PLR2004 - a page's number
    with asking():
        counted = store.quarantine()
        found = _aside(store, chosen, A_PAGE * (number - 1), A_PAGE)
        wanted = {name: text for name, text in chosen.items() if name != "value"}
        reasons = grouped(one for one in counted if all(one[name] == text for name, text in wanted.items()))
        is_one = len(reasons) == 1 and {"column", "reason"} <= set(chosen)
        has_files = is_one and any(file.import_id not in _delivered(store) for file in reasons[0].files)
        values = _values(store, chosen) if has_files and chosen["column"] else []
    files = {one["import_id"]: one["file"] for one in counted}
    context = {
        "reasons": reasons,
        "is_one": is_one,
        "total": sum(one["count"] for one in counted),
        "rows": [{**row, "file": files.get(row["import_id"], "")} for row in found["rows"]],
        "found": found["total"],
        "values": values,
        "chosen": {name: request.GET[name] for name in FILTERS if name in request.GET},
        "file": _called(store, chosen.get("import_id", "")),
        "page": number,
        "before": number - 1 if number > 1 else None,
        "after": number + 1 if found["total"] > A_PAGE * number else None,
        "download": f"{reverse('imports:aside', args=[request.workspace.id])}?{request.GET.urlencode()}",
    }
    return render(request, "imports/quarantine.html", context)


def _aside(store: Workspace, chosen: dict[str, str], offset: int, limit: int) -> dict[str, Any]:
    """A page of what was chosen."""
    of = {name: chosen.get(name) for name in FILTERS.values()}
    return store.set_aside(
        import_id=of["import_id"], table=of["table"], reason=of["reason"], column=of["column"], value=of["value"],
        offset=offset, limit=limit,
    )  # fmt: skip


def _called(store: Workspace, import_id: str) -> str:
    """The file of an import, as people call it."""
    files = (one["file"] for one in store.imports() if one["import_id"] == import_id)
    return next(files, import_id).replace("\\", "/").rpartition("/")[2]


def _values(store: Workspace, chosen: dict[str, str]) -> list[tuple[str, int]]:
    """The most frequent values of a reason."""
    rows = _aside(store, chosen, 0, COUNTED)["rows"]
    return Counter(row["value"] for row in rows if row["value"]).most_common(OFFERED)


def download(request: MemberRequest) -> StreamingHttpResponse:
    """Return what was chosen as CSV that no spreadsheet takes for formulas."""
    store, chosen = opened(request.workspace.id).store, _chosen(request)

    def lines() -> Iterator[str]:
        yield "\ufeff" + csv_line(COLUMNS)
        offset = 0
        while rows := _aside(store, chosen, offset, COUNTED)["rows"]:
            yield "".join(csv_line([row[name] for name in COLUMNS]) for row in rows)
            offset += len(rows)

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="quarantine.csv"'
    return answer


def mend(request: MemberRequest, import_id: str, row: int) -> HttpResponse:
    """Show one row that was set aside with all its cells; a POST corrects those that were changed."""
    found, store = standing(request, import_id), opened(request.workspace.id).store
    cells = cells_of(store, found, row)
    if cells is None:
        raise Http404
    if request.method == "POST":
        try:
            if changed := changed_cells(found, cells, request.POST):
                store.mend(import_id, [Correction(row, changed)])
                messages.success(request, gettext("The row was mended and read again."))
                return redirect("imports:result", request.workspace.id, import_id)
            messages.warning(request, gettext("Nothing was changed."))
        except ClewError as error:
            messages.error(request, told(error))
    reasons = [one for one in store.rejections(import_id) if one["row"] == row]
    context = {"import": found, "row": row, "reasons": reasons, "cells": shown_cells(cells, request.POST, reasons)}
    return render(request, "imports/mend.html", context)


def _delivered(store: Workspace) -> set[str]:
    """The imports of the tracking API: what a message says is mended message by message."""
    return {one["import_id"] for one in store.imports() if one["format"] == DELIVERED}


def undo_mend(request: MemberRequest, import_id: str, mend_id: str) -> HttpResponse:
    """Take a mend back."""
    standing(request, import_id)
    try:
        opened(request.workspace.id).store.undo_mend(import_id, mend_id)
        messages.success(request, gettext("The row is as it came."))
    except ClewError as error:
        messages.error(request, told(error))
    return redirect("imports:result", request.workspace.id, import_id)


def means(request: MemberRequest, import_id: str) -> HttpResponse:
    """Say what a value of a column means in all rows of an import; they are read again by a job."""
    of_a_file(request, import_id)
    said = {name: request.POST.get(name, "")[:1000] for name in ("column", "value", "means")}
    return read_again(request, import_id, {**said, "means": said["means"].strip()})


def means_everywhere(request: MemberRequest) -> HttpResponse:
    """Say what a value that was set aside for a reason means, in all files where it was; jobs read them again."""
    store = opened(request.workspace.id).store
    said = {name: request.POST.get(name, "")[:1000] for name in ("table", "reason", "column", "value", "means")}
    with asking():
        counted = store.quarantine(said["value"])
    same = ("table", "reason", "column")
    sent = _delivered(store)
    alike = (one for one in counted if all(one[name] == said[name] for name in same))
    imports = [one["import_id"] for one in alike if one["import_id"] not in sent]
    if not imports:
        raise Http404
    told = {"column": said["column"], "value": said["value"], "means": said["means"].strip()}
    if len(imports) == 1:
        return read_again(request, imports[0], told)
    for import_id in imports:
        _read_again(request, import_id, told)
    text = ngettext(
        "%(count)s file is being read again. What comes of it stands on its page, where it can be undone.",
        "%(count)s files are being read again. What comes of each stands on its page, where it can be undone.",
        len(imports),
    )
    messages.success(request, text % {"count": amounts.count(len(imports))})
    return redirect("imports:imports", request.workspace.id)


def undo_remap(request: MemberRequest, import_id: str, remap_id: UUID) -> HttpResponse:
    """Have an import read by the mapping that it had before."""
    standing(request, import_id)
    known = Remap.objects.filter(workspace=request.workspace, import_id=import_id, id=remap_id, undone_at=None)
    if not known.exists():
        raise Http404
    return read_again(request, import_id, {"undo": str(remap_id)})


def read_again(request: MemberRequest, import_id: str, said: dict[str, Any]) -> HttpResponse:
    """Have a job read the rows of an import again; go to what came of it."""
    _read_again(request, import_id, said)
    messages.success(request, gettext("The rows are being read again; what comes of it stands here in a moment."))
    return redirect("imports:result", request.workspace.id, import_id)


def _read_again(request: MemberRequest, import_id: str, said: dict[str, Any]) -> None:
    by = str(request.user.id)
    queue("imports.remap", request.workspace.id, unique=import_id, import_id=import_id, said=said, by=by)


def standing(request: MemberRequest, import_id: str) -> dict[str, Any]:
    """Return an import that was not undone; 404 where there is none."""
    found = import_of(request, import_id)
    if found["undone"]:
        raise Http404
    return found


def of_a_file(request: MemberRequest, import_id: str) -> dict[str, Any]:
    """Return an import that was not undone and has a mapping to correct; messages all have the same."""
    found = standing(request, import_id)
    if found["is_delivered"]:
        raise Http404
    return found
