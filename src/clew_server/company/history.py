"""Changes by people: made in the library, written down with what stood there before, and taken back exactly."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any
from uuid import UUID

from django.utils import timezone

from clew.errors import ClewError, UsageError
from clew.store import Settings, rename_workspace
from clew_server.accounts.gate import MemberRequest
from clew_server.accounts.services import call_workspace
from clew_server.company.models import Edit
from clew_server.company.seen import check_seen
from clew_server.configuration import configuration
from clew_server.lakes.handles import known_workspaces, opened

__all__ = [
    "CALLED",
    "SETTING",
    "ChangedSinceError",
    "UndoneError",
    "call_document",
    "change_settings",
    "edits_of",
    "find_edit",
    "keep",
    "rename",
    "said_settings",
    "undo",
    "undo_fact",
]

SETTING, RENAME = "setting", "rename"
#: Ends the kind of a change that also called a document otherwise.
CALLED = "_called"
_one_at_a_time = Lock()
#: The settings that these pages change; "name" is the workspace's.
NAMES = ("name", "zone", "week_start", "currency", "languages")
SHOWN = 20


def said_settings(name: str, settings: Settings) -> dict[str, Any]:
    """Return what somebody said of each setting; None where nobody did."""
    return {
        "name": name,
        "zone": settings.zone if settings.zone_is_set else None,
        "week_start": settings.week_start,
        "currency": settings.currency or None,
        "languages": list(settings.languages) or None,
    }


def change_settings(request: MemberRequest, wanted: Mapping[str, Any]) -> Edit | None:
    """Have the settings be as ``wanted``; return what was written down, None where they were so already.

    Raises:
        UsageError: a value that cannot be.
    """
    now = said_settings(request.workspace.name, opened(request.workspace.id).store.settings)
    changed = {name: value for name, value in wanted.items() if now[name] != value}
    if not changed:
        return None
    with _one_at_a_time:
        check_seen(request, SETTING, SETTING, now)
        _apply(request, changed)
    before = {name: now[name] for name in changed}
    return _written(request, SETTING, SETTING, "", before, changed)


def keep(
    request: MemberRequest, kind: str, name: str, document: Mapping[str, Any] | None, label: str = ""
) -> Edit | None:
    """Keep a document of the settings, None takes it away; return what was written down, None where nothing changed."""
    store = opened(request.workspace.id).store
    before, after = store.settings.documents[kind].get(name), _plain(document)
    if before == after:
        return None
    with _one_at_a_time:
        check_seen(request, kind, name, store.settings.documents[kind].get(name))
        store.keep(kind, name, after)
    return _written(request, kind, name, label or name, before, after)


def call_document(request: MemberRequest, kind: str, former: str, name: str, document: Mapping[str, Any]) -> Edit:
    """Keep a document under another name than before; return what was written down: one change, undone as one."""
    store = opened(request.workspace.id).store
    with _one_at_a_time:
        stood = store.settings.documents[kind].get(former)
        check_seen(request, kind, former, stood)
        store.keep(kind, name, _plain(document))
        store.keep(kind, former, None)
    return _written(request, f"{kind}{CALLED}", name, name, {"name": former, "document": stood}, _plain(document))


def rename(request: MemberRequest, column: str, olds: Iterable[str], new: str) -> Edit | None:
    """Show each of ``olds`` as ``new``; return what was written down, None where all were called so.

    Raises:
        UsageError: a name that cannot be, or is renamed already; those before it are taken back.
    """
    store, facts = opened(request.workspace.id).store, []
    try:
        for old in dict.fromkeys(olds):
            if old != new.strip():
                facts.append(store.rename(column, old, new))  # noqa: PERF401 - what was stated before an error is taken back
    except ClewError:
        for fact in facts:
            store.undo_rename(fact.id)
        raise
    if not facts:
        return None
    after = {"column": column, "new": facts[0].new, "olds": [fact.old for fact in facts], "ids": [f.id for f in facts]}
    return _written(request, RENAME, column, facts[0].new, None, after)


def edits_of(request: MemberRequest, *kinds: str, name: str | None = None) -> list[Edit]:
    """Return the newest changes of some kinds in the request's workspace; with ``name`` those of one document."""
    found = Edit.objects.select_related("by", "undone_by").filter(workspace=request.workspace, kind__in=kinds)
    return list((found if name is None else found.filter(name=name)).order_by("-at")[:SHOWN])


def find_edit(request: MemberRequest, edit_id: UUID) -> Edit | None:
    """Return a change of the request's workspace; None where it has none of that id."""
    return Edit.objects.filter(workspace=request.workspace, id=edit_id).first()


def undo(request: MemberRequest, edit: Edit) -> None:
    """Put back what stood there before ``edit``, exactly.

    Raises:
        UsageError: it is undone already, or what it made was changed since.
    """
    store = opened(request.workspace.id).store
    left: dict[str, Any] = edit.after or {}
    if edit.undone_at is not None:
        raise UndoneError("This is undone already.")
    if edit.kind == RENAME:
        standing = {fact.id for fact in store.renames() if fact.undone_at is None}
        for fact in left["ids"]:
            if fact in standing:
                store.undo_rename(fact)
    elif edit.kind == SETTING:
        now = said_settings(request.workspace.name, store.settings)
        _check_untouched({name: now[name] for name in left}, left)
        _apply(request, edit.before or {})
    elif edit.kind.endswith(CALLED):
        kind, former = edit.kind.removesuffix(CALLED), (edit.before or {})["name"]
        documents = store.settings.documents[kind]
        _check_untouched((documents.get(edit.name), documents.get(former)), (edit.after, None))
        store.keep(kind, former, (edit.before or {})["document"])
        store.keep(kind, edit.name, None)
    else:
        _check_untouched(store.settings.documents[edit.kind].get(edit.name), edit.after)
        store.keep(edit.kind, edit.name, edit.before)
    Edit.objects.filter(id=edit.id).update(undone_at=timezone.now(), undone_by=request.user)


def undo_fact(request: MemberRequest, fact_id: str) -> None:
    """Take one rename back, also one of the command line; a change whose renames are all undone is undone too.

    Raises:
        UsageError: it is undone already.
    """
    store = opened(request.workspace.id).store
    store.undo_rename(fact_id)
    standing = {fact.id for fact in store.renames() if fact.undone_at is None}
    for edit in Edit.objects.filter(workspace=request.workspace, kind=RENAME, undone_at=None):
        ids = set((edit.after or {}).get("ids", ()))
        if fact_id in ids and not standing & ids:
            Edit.objects.filter(id=edit.id).update(undone_at=timezone.now(), undone_by=request.user)


class UndoneError(UsageError):
    """Somebody took it back already."""


class ChangedSinceError(UsageError):
    """Somebody changed it again: that must be undone first."""


def _check_untouched(now: Any, left: Any) -> None:
    if now != left:
        raise ChangedSinceError("It was changed again since: undo that first.")


def _apply(request: MemberRequest, changes: Mapping[str, Any]) -> None:
    """Change settings; None takes one back to what holds where nobody said it. The name first: another may have it."""
    if "name" in changes:
        rename_workspace(configuration().data, known_workspaces()[request.workspace.id], changes["name"])
        call_workspace(request.workspace, changes["name"])
    store = opened(request.workspace.id).store
    said = {name: value for name, value in changes.items() if name != "name"}
    store.set(**{name: value for name, value in said.items() if value is not None})
    store.unset(*(name for name, value in said.items() if value is None))


def _plain(document: Mapping[str, Any] | None) -> Any:
    """Return a document as JSON gives it back: what is kept and what is written down are then the same."""
    return json.loads(json.dumps(document))


def _written(request: MemberRequest, kind: str, name: str, label: str, before: Any, after: Any) -> Edit:
    return Edit.objects.create(
        workspace=request.workspace, by=request.user, kind=kind, name=name[:300], label=label[:300],
        before=before, after=after,
    )  # fmt: skip
