"""Make, save, publish, open, close, delete surveys; a version is in the journal before anybody can answer it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from clew.errors import UsageError
from clew.store.delivery import keep_survey
from clew.store.workspace.handle import wall_clock
from clew.surveys import Checked, check_document, check_survey, survey_document, survey_text
from clew.surveys import Survey as Asked
from clew_server.accounts.models import User, Workspace
from clew_server.lakes.handles import opened
from clew_server.surveys.look import Look, look_of
from clew_server.surveys.models import Survey, Version
from clew_server.surveys.models.kept import CLOSED, OPEN

__all__ = ["ChangedSinceError", "Live", "asked_in", "create", "find", "forget_all", "live", "publish", "save",
           "set_state"]  # fmt: skip


class ChangedSinceError(UsageError):
    """Somebody saved the survey since it was read."""


@dataclass(frozen=True)
class Live:
    """A survey as people answer it now."""

    id: UUID
    workspace_id: UUID
    name: str
    state: str
    is_anonymous: bool
    version: int
    digest: str
    asked: Asked
    look: Look


def create(workspace: Workspace, by: User | None, text: str, *, is_anonymous: bool = False) -> Survey:
    """Return a new survey of a file; UsageError where the workspace has one of that id, or the file is none."""
    asked = check_survey(text).usable()
    try:
        with transaction.atomic():
            return Survey.objects.create(
                workspace=workspace, by=by, name=asked.id, text=text, is_anonymous=is_anonymous
            )
    except IntegrityError:
        raise UsageError(f"There is a survey '{asked.id}' already: give this one another id.") from None


def find(workspace_id: UUID, survey_id: UUID) -> Survey | None:
    """Return a workspace's survey, None where it has none of that id (any more)."""
    return Survey.objects.filter(workspace_id=workspace_id, id=survey_id, deleted_at=None).first()


def save(survey: Survey, text: str, seen: int) -> Checked:
    """Keep a file that somebody is writing, right or wrong; return what is wrong with it.

    Raises:
        ChangedSinceError: it was saved since revision ``seen``; nothing is kept.
    """
    mine = Survey.objects.filter(pk=survey.pk, revision=seen)
    if not mine.update(text=text, revision=F("revision") + 1, changed_at=timezone.now()):
        raise ChangedSinceError("Somebody else has changed this survey meanwhile.")
    survey.refresh_from_db()
    return check_survey(text)


def publish(survey: Survey, by: User | None, note: str = "") -> Version:
    """Make what is written the version that is answered from now on; the same again makes no new one.

    Raises:
        UsageError: the file is wrong, or names another id than the survey was published under.
    """
    asked = check_survey(survey.text).usable()
    if asked.id != survey.name and survey.published is not None:
        raise UsageError(f"A published survey keeps its id: write 'id: {survey.name}'.")
    if Survey.objects.filter(workspace_id=survey.workspace_id, name=asked.id).exclude(pk=survey.pk).exists():
        raise UsageError(f"There is a survey '{asked.id}' already: give this one another id.")
    last = survey.versions.order_by("-number").first()
    text = survey_text(asked)
    digest = keep_survey(opened(survey.workspace_id).store.place, text, wall_clock)
    with transaction.atomic():
        if last is None or last.digest != digest:
            last = Version.objects.create(
                survey=survey, number=last.number + 1 if last else 1, document=survey_document(asked),
                digest=digest, note=note, by=by,
            )  # fmt: skip
        survey.published, survey.state, survey.name = last.number, OPEN, asked.id
        survey.save(update_fields=["published", "state", "name"])
    return last


def set_state(survey: Survey, *, is_open: bool) -> None:
    """Open a published survey for answers, or close it: who answers then is told so."""
    if survey.published is None:
        raise UsageError("Publish the survey first.")
    survey.state = OPEN if is_open else CLOSED
    survey.save(update_fields=["state"])


def live(survey_id: UUID) -> Live | None:
    """Return a survey as it is answered now; None where it never was published, or was deleted."""
    survey = Survey.objects.filter(id=survey_id, deleted_at=None).exclude(published=None).first()
    if survey is None or survey.published is None:
        return None
    version = survey.versions.get(number=survey.published)
    return Live(
        survey.id, survey.workspace_id, survey.name, survey.state, survey.is_anonymous, version.number,
        version.digest, asked_in(version), look_of(survey.options),
    )  # fmt: skip


def asked_in(version: Version) -> Asked:
    """Return what a version asks; only an erasure changes it, so it is read once as it stands."""
    return _read(version.id, hashlib.sha256(json.dumps(version.document).encode()).digest())


def forget_all() -> None:
    """Forget what versions were read."""
    _read.cache_clear()


@lru_cache(maxsize=256)
def _read(version_id: UUID, _stands: bytes) -> Asked:
    return check_document(Version.objects.get(id=version_id).document).usable()
