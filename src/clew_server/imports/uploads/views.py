"""The addresses that bytes come to: a plain form, or pieces that a script sends."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from clew_server.accounts.gate import MemberRequest
from clew_server.imports.models import RECEIVING, Upload
from clew_server.imports.uploads.files import file_of, remove_file
from clew_server.imports.uploads.handler import DiskHandler
from clew_server.imports.uploads.receiving import (
    RefusedError,
    WrongHashError,
    WrongOffsetError,
    begin,
    check_room,
    drop,
    look_at,
    plain_filename,
    take_piece,
    upload_of,
)
from clew_server.policy import FILE, PIECE
from clew_server.web.templatetags.clew import size as said_size

__all__ = ["begin_pieces", "piece", "remove", "send_whole"]


@csrf_exempt  # only until the form's file has its way to the disk: the rest of the view is protected
def send_whole(request: Any) -> HttpResponse:
    """Take a file of a plain form, written to the disk while it is read."""
    upload_id = uuid4()
    handler = DiskHandler(request, file_of(request.workspace.id, upload_id), FILE)
    request.upload_handlers = [handler]
    answer = _send_whole(request, upload_id, handler)
    if not Upload.objects.filter(id=upload_id).exists():
        remove_file(request.workspace.id, upload_id)
    return answer


@csrf_protect
def _send_whole(request: Any, upload_id: UUID, handler: DiskHandler) -> HttpResponse:
    file = request.FILES.get("file")
    workspace = request.workspace
    if file is None and not handler.is_too_large:
        messages.error(request, gettext("Choose a file first."))
        return redirect("imports:imports", workspace.id)
    if file is None:
        messages.error(request, _too_large_for_a_form())
        return redirect("imports:imports", workspace.id)
    try:
        check_room(workspace, file.size)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("imports:imports", workspace.id)
    upload = Upload.objects.create(
        id=upload_id, workspace=workspace, filename=plain_filename(file.name or ""), size=file.size,
        received=file.size, by=request.user,
    )  # fmt: skip
    look_at(upload)
    return redirect("imports:upload", workspace.id, upload.id)


def _too_large_for_a_form() -> str:
    return gettext(
        "A form sends at most %(most)s. With JavaScript a larger file comes in pieces: allow it for this page, or pack"
        " the file with gzip."
    ) % {"most": said_size(FILE)}


def begin_pieces(request: MemberRequest) -> HttpResponse:
    """Begin an upload in pieces; answer with where they go and how large they may be."""
    said_size = request.POST.get("size", "")
    size = int(said_size) if said_size.isdecimal() and len(said_size) < 16 else 0  # noqa: PLR2004 - a number of bytes
    try:
        upload = begin(request.workspace, request.POST.get("filename", ""), size, request.user)
    except RefusedError as refused:
        return JsonResponse({"error": str(refused)}, status=422)
    return JsonResponse(_told(upload), status=201)


def piece(request: MemberRequest, upload_id: UUID) -> HttpResponse:
    """Answer where the next piece begins; a POST brings a piece with its offset and its SHA-256."""
    upload = _mine(request, upload_id)
    if request.method in {"GET", "HEAD"}:
        return JsonResponse(_told(upload))
    offset = request.GET.get("offset", "")
    if not offset.isdecimal():
        return JsonResponse({"error": gettext("Say at which byte the piece begins.")}, status=400)
    data = request.read(PIECE + 1)  # not request.body: what a request keeps stays until garbage is collected
    if len(data) > PIECE:
        return JsonResponse({"error": gettext("The piece is too large.")}, status=413)
    try:
        take_piece(upload, int(offset), data, request.headers.get("X-Piece-SHA256", ""))
    except WrongOffsetError as wrong:
        return JsonResponse({**_told(upload), "offset": wrong.offset}, status=409)
    except WrongHashError:
        return JsonResponse({"error": gettext("The piece was changed on its way; send it again.")}, status=422)
    upload.refresh_from_db()
    return JsonResponse(_told(upload))


def remove(request: MemberRequest, upload_id: UUID) -> HttpResponse:
    """Forget a file that was not imported."""
    upload = _mine(request, upload_id)
    if upload.state in {"importing", "imported"}:
        raise Http404
    drop(upload)
    messages.success(request, gettext("%(file)s was removed; nothing of it was imported.") % {"file": upload.filename})
    return redirect("imports:imports", request.workspace.id)


def _mine(request: MemberRequest, upload_id: UUID) -> Upload:
    upload = upload_of(request.workspace, upload_id)
    if upload is None:
        raise Http404
    return upload


def _told(upload: Upload) -> dict[str, Any]:
    where = {"workspace_id": upload.workspace_id, "upload_id": upload.id}
    return {
        "id": str(upload.id),
        "offset": upload.received,
        "size": upload.size,
        "piece": PIECE,
        "is_complete": upload.state != RECEIVING,
        "address": reverse("imports:piece", kwargs=where),
        "page": reverse("imports:upload", kwargs=where),
    }
