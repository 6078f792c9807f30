"""Drafts: a survey's file as somebody writes it, right or wrong; begun, kept with a way back, named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from clew.errors import UsageError
from clew.surveys import Problem, check_survey
from clew.surveys import Survey as Asked
from clew.surveys.files.file import document_text
from clew.surveys.files.yaml_reading import read_yaml
from clew_server.accounts.models import User, Workspace
from clew_server.surveys.keeping import save
from clew_server.surveys.models import Survey
from clew_server.surveys.models.kept import LONGEST_ID

__all__ = ["BEFORE", "CARRIED", "Draft", "begin", "draft_of", "free_name", "keep", "named", "undo"]

#: Where a survey's options keep the text before the last change, and what another tool's file could not carry over.
BEFORE, CARRIED = "before", "carried"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")
_ID_LINE = re.compile(r"^id:[ \t]*\S.*$", re.MULTILINE)
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Draft:
    """A survey's file: as plain data (None where it is no YAML), as a survey (None where wrong), all that is wrong."""

    text: str
    document: dict[str, Any] | None
    asked: Asked | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> list[Problem]:
        """What keeps it from being published."""
        return [problem for problem in self.problems if problem.level == "error"]


def draft_of(survey: Survey, text: str | None = None) -> Draft:
    """Return the draft of a survey, or what ``text`` would be in its place."""
    given = survey.text if text is None else text
    checked = check_survey(given)
    try:
        document = read_yaml(given)
    except UsageError:
        document = None
    found = document if isinstance(document, dict) else None
    own = _name_problem(survey, str(found.get("id", ""))) if found else ""
    problems = (Problem("id", own), *checked.problems) if own else checked.problems
    return Draft(given, found, None if own else checked.survey, problems)


def _name_problem(survey: Survey, name: str) -> str:
    """Return why a survey cannot have the id that its file gives it, "" where it can."""
    if name == survey.name or not _ID.match(name):
        return ""
    if survey.published is not None:
        return gettext("A published survey keeps its id: write “id: %(name)s”.") % {"name": survey.name}
    if Survey.objects.filter(workspace_id=survey.workspace_id, name=name).exclude(pk=survey.pk).exists():
        return _taken(name)
    return ""


def _taken(name: str) -> str:
    said = gettext("There is a survey “%(name)s” already, or a deleted one that can be brought back: take another id.")
    return said % {"name": name}


def keep(survey: Survey, text: str, seen: int) -> None:
    """Keep a draft, right or wrong; what stood there before can be brought back by :func:`undo`.

    Raises:
        ChangedSinceError: it was saved since revision ``seen``; nothing is kept.
    """
    with transaction.atomic():
        before = survey.text
        save(survey, text, seen)
        survey.options = {**survey.options, BEFORE: {"text": before, "revision": survey.revision}}
        fields = ["options"]
        if survey.published is None and (name := _new_name(survey)):
            survey.name = name
            fields.append("name")
        survey.save(update_fields=fields)


def _new_name(survey: Survey) -> str:
    """Return the id that an unpublished draft gives itself, "" where it is none or belongs to another survey."""
    draft = draft_of(survey)
    name = str((draft.document or {}).get("id", ""))
    return name if _ID.match(name) and name != survey.name and not _name_problem(survey, name) else ""


def undo(survey: Survey, seen: int) -> bool:
    """Bring back the text before the last change; whether there was one, and nobody has changed it since."""
    before = survey.options.get(BEFORE) or {}
    if before.get("revision") != seen or not isinstance(before.get("text"), str):
        return False
    keep(survey, before["text"], seen)
    return True


def begin(
    workspace: Workspace, by: User, text: str, *, wanted: str, is_anonymous: bool, carried: dict[str, Any] | None = None
) -> Survey:
    """Return a new survey of a file that may be wrong; where its id is taken it gets another, in the file too."""
    document = _read(text)
    given = str(document.get("id", "")) if document else ""
    name = free_name(workspace.id, given if _ID.match(given) else wanted)
    if document and _ID.match(given) and name != given:
        text = named(text, name)
    options = {CARRIED: carried} if carried else {}
    return Survey.objects.create(
        workspace=workspace, by=by, name=name, text=text, is_anonymous=is_anonymous, options=options
    )


def named(text: str, name: str) -> str:
    r"""Return the file with another id: one line changes, where that can be, so that comments stay.

    >>> named("# mine\nid: a\ntitle: A\n", "b")
    '# mine\nid: b\ntitle: A\n'
    """
    document = _read(text) or {}
    changed = _ID_LINE.sub(f"id: {name}", text, count=1)
    wanted = {**document, "id": name}
    return changed if _read(changed) == wanted else document_text(wanted)


def free_name(workspace_id: UUID, wanted: str) -> str:
    """Return an id that no survey of the workspace has, as near to what is wanted as may be."""
    plain = _NOT_IN_ID.sub("-", wanted.lower()).strip("-")[: LONGEST_ID - 4] or "survey"
    taken = set(Survey.objects.filter(workspace_id=workspace_id, name__startswith=plain).values_list("name", flat=True))
    if plain not in taken:
        return plain
    return next(name for number in range(2, len(taken) + 3) if (name := f"{plain}-{number}") not in taken)


def _read(text: str) -> dict[str, Any] | None:
    try:
        found = read_yaml(text)
    except UsageError:
        return None
    return found if isinstance(found, dict) else None
