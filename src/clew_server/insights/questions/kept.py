"""Keep, rename, share, delete and find saved questions; each only ever within its workspace."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from clew.errors import UsageError
from clew_server.accounts.models import Member
from clew_server.insights.questions.asking.query import Query
from clew_server.insights.questions.models import LONGEST_NAME, SavedQuestion

__all__ = [
    "all_shared",
    "delete",
    "find",
    "find_deleted",
    "keep",
    "may_change",
    "rename",
    "restore",
    "seen_by",
    "share",
]

#: Who may change what others keep.
OWNER = "owner"


def keep(member: Member, name: str, query: Query, *, shared: bool = False) -> SavedQuestion:
    """Return the question, kept under ``name``; UsageError where that is no name."""
    return SavedQuestion.objects.create(
        workspace=member.workspace, owner=member.user, name=checked_name(name), query=query.to_document(),
        is_shared=shared,
    )  # fmt: skip


def checked_name(name: str) -> str:
    """Return a name as it is kept; UsageError where it is empty, too long or of more than one line."""
    text = " ".join(name.replace("\0", " ").split())
    if not text or len(text) > LONGEST_NAME or not text.isprintable():
        raise UsageError(gettext("A name has 1 to %(most)s characters.") % {"most": LONGEST_NAME})
    return text


def seen_by(member: Member) -> QuerySet[SavedQuestion]:
    """Return the questions that a member sees: one's own and the shared ones, by name."""
    mine = Q(owner=member.user) | Q(is_shared=True)
    return SavedQuestion.objects.filter(mine, workspace=member.workspace, deleted_at=None).order_by("name", "id")


def find(member: Member, question_id: UUID) -> SavedQuestion | None:
    """Return a question that the member may see, None where there is none of that id."""
    return seen_by(member).select_related("owner").filter(id=question_id).first()


def all_shared(workspace_id: UUID, ids: list[UUID]) -> dict[UUID, SavedQuestion]:
    """Return the shared questions of a workspace among ``ids``, by id: what a dashboard shows to everybody."""
    found = SavedQuestion.objects.filter(workspace_id=workspace_id, id__in=ids, deleted_at=None, is_shared=True)
    return {question.id: question for question in found}


def may_change(member: Member, question: SavedQuestion) -> bool:
    """Return whether a member may change a question: one's own; the workspace's owner also those of others."""
    return question.owner_id == member.user_id or member.role == OWNER


def rename(question: SavedQuestion, name: str) -> None:
    """Give a question another name."""
    SavedQuestion.objects.filter(id=question.id).update(name=checked_name(name), changed_at=timezone.now())


def share(question: SavedQuestion, *, shared: bool) -> None:
    """Show a question to the whole workspace, or no longer."""
    SavedQuestion.objects.filter(id=question.id).update(is_shared=shared, changed_at=timezone.now())


def delete(question: SavedQuestion) -> None:
    """Put a question away; :func:`restore` brings it back."""
    SavedQuestion.objects.filter(id=question.id).update(deleted_at=timezone.now())


def find_deleted(member: Member, question_id: UUID) -> SavedQuestion | None:
    """Return a question that was deleted and that the member may bring back, None where there is none."""
    gone = SavedQuestion.objects.filter(workspace=member.workspace, id=question_id).exclude(deleted_at=None).first()
    return gone if gone and may_change(member, gone) else None


def restore(member: Member, question_id: UUID) -> SavedQuestion | None:
    """Return a question that was deleted, brought back; None where the member has none of that id to bring back."""
    found = find_deleted(member, question_id)
    if found is not None:
        SavedQuestion.objects.filter(id=found.id).update(deleted_at=None)
    return found
