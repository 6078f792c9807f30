"""What other rooms ask of this one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from clew_server.accounts.models import Workspace
from clew_server.insights.feedback.models import Assignment, Export, Tagging

__all__ = ["counts_at", "forget"]

BLOCK = 500


def counts_at(workspace: Workspace, feedback_ids: Iterable[str]) -> tuple[int, int]:
    """Return how many tags and assignments hang at verbatims."""
    tags = assigned = 0
    for ids in _blocks(feedback_ids):
        tags += Tagging.objects.filter(workspace=workspace, feedback_id__in=ids).count()
        assigned += Assignment.objects.filter(workspace=workspace, feedback_id__in=ids).count()
    return tags, assigned


@transaction.atomic
def forget(workspace: Workspace, feedback_ids: Iterable[str]) -> int:
    """Return how much was removed that hung at verbatims of an erased person, and of exports that are under way."""
    removed = 0
    for ids in _blocks(feedback_ids):
        removed += Tagging.objects.filter(workspace=workspace, feedback_id__in=ids).delete()[0]
        removed += Assignment.objects.filter(workspace=workspace, feedback_id__in=ids).delete()[0]
    return removed + Export.objects.filter(workspace=workspace).delete()[0]


def _blocks(feedback_ids: Iterable[str]) -> list[list[str]]:
    ids = list(feedback_ids)
    return [ids[at : at + BLOCK] for at in range(0, len(ids), BLOCK)]
