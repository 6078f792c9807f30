"""The jobs of Pulse: its figures read ahead of the first reader, the diagnosis, and the report made of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from clew.errors import UsageError
from clew.findings.finding import Diagnosis
from clew.findings.wording.language import LANGUAGES
from clew.store import Snapshot
from clew_server.accounts.gate import MemberRequest
from clew_server.accounts.selectors import workspace_of
from clew_server.erasure.person import Person
from clew_server.erasure.registry import forgets
from clew_server.insights.pulse.computed import identity, keep_computed, keep_report, read_computed, read_whole
from clew_server.insights.pulse.headline import change_sentence, changed_beyond_chance
from clew_server.insights.pulse.models import Told
from clew_server.insights.pulse.news import keep_told
from clew_server.insights.pulse.page import tiles_of
from clew_server.insights.reading import Reading, changes_between
from clew_server.jobs.registry import Running, job, tick
from clew_server.jobs.services import queue
from clew_server.lakes.handles import opened

__all__ = ["AHEAD", "FINDINGS", "PACE", "REPORT", "look", "look_ahead", "make_findings", "make_report", "read_ahead"]

AHEAD, FINDINGS, REPORT = "pulse.ahead", "pulse.findings", "pulse.report"
#: A diagnosis is made anew at most so often by itself, however much is imported.
PACE = timedelta(minutes=30)
LOOK_EVERY = 60.0
#: So often is it looked whether files came that the figures were not read from yet.
LOOK_AHEAD_EVERY = 15.0
#: The lake version that the figures of a workspace were last read ahead of, by this process.
_READ: dict[UUID, str] = {}


@job(FINDINGS, label=gettext_lazy("Look for what hurts and what works"))
def make_findings(running: Running) -> dict[str, int]:
    """Diagnose, keep the document in every language and what is told in it; then ask what the page will ask."""
    workspace_id = cast("UUID", running.workspace_id)
    handle = opened(workspace_id)
    of, began = identity(handle.store.snapshot()), timezone.now()
    found = handle.diagnose_in(LANGUAGES, progress=running.tell)
    keep_computed(handle, found, of, began)
    keep_told(workspace_id, Told.FINDING, _titles(found), began)
    keep_told(workspace_id, Told.SCORE, _scores(workspace_id, began), began)
    return {"findings": len(found["en"].findings)}


@job(REPORT, label=gettext_lazy("Write the report"))
def make_report(running: Running) -> dict[str, str]:
    """Make the report of the kept diagnosis in the language asked for."""
    from clew.reports import report_html  # noqa: PLC0415 - charts are drawn only for a report

    language = str(running.arguments["language"])
    handle = opened(cast("UUID", running.workspace_id))
    computed = read_whole(handle, language)
    if computed is None:
        raise UsageError("There is no diagnosis to make a report of yet: compute it first.")
    keep_report(handle, language, report_html(computed.diagnosis, changes_between(handle.store.settings, None, None)))
    return {"language": language}


@job(AHEAD, label=gettext_lazy("Count the figures of the first page ahead"))
def read_ahead(running: Running) -> dict[str, int]:
    """Ask what Pulse will ask, so that what is kept of new files is on disk before somebody opens the page."""
    workspace_id = cast("UUID", running.workspace_id)
    given: Any = SimpleNamespace(member=None, workspace=workspace_of(workspace_id), GET=QueryDict(""))
    return {"tiles": len(tiles_of(Reading(cast("MemberRequest", given))).told)}


@tick("pulse.ahead", seconds=LOOK_AHEAD_EVERY)
def look_ahead(workspace_id: UUID) -> bool:
    """Queue the reading ahead where the lake is not the one that was read last; return whether it was queued."""
    snapshot = opened(workspace_id).store.snapshot()
    of = identity(snapshot)
    if _READ.get(workspace_id) == of or not _has_rows(snapshot):
        return False
    _READ[workspace_id] = of
    queue(AHEAD, workspace_id, unique="one")
    return True


@tick("pulse.look", seconds=LOOK_EVERY)
def look(workspace_id: UUID) -> bool:
    """Queue a diagnosis where the lake is not what the kept one was made of; return whether it was queued."""
    handle = opened(workspace_id)
    snapshot = handle.store.snapshot()
    computed = read_computed(handle, LANGUAGES[0])
    if not _has_rows(snapshot):
        return False
    if computed is not None and (computed.of == identity(snapshot) or _is_recent(computed.computed_at)):
        return False
    queue(FINDINGS, workspace_id, unique="one")
    return True


def _has_rows(snapshot: Snapshot) -> bool:
    return any(table.rows for name, table in snapshot.manifest.tables.items() if not name.startswith("_"))


def _is_recent(computed_at: datetime) -> bool:
    return timezone.now() - computed_at < PACE


def _titles(found: dict[str, Diagnosis]) -> dict[str, dict[str, str]]:
    titles: dict[str, dict[str, str]] = {}
    for language, diagnosis in found.items():
        for finding in diagnosis.findings:
            titles.setdefault(finding.id, {})[language] = finding.title
    return titles


def _scores(workspace_id: UUID, now: datetime) -> dict[str, dict[str, str]]:
    """Return which scores changed beyond chance, by name and side, with the sentence in each language."""
    titles: dict[str, dict[str, str]] = {}
    given: Any = SimpleNamespace(member=None, workspace=workspace_of(workspace_id), GET=QueryDict(""))
    for language in LANGUAGES:
        with translation.override(language):
            tiles = tiles_of(Reading(cast("MemberRequest", given), now=now)).told
            for tile in changed_beyond_chance(tiles):
                side = "better" if tile.is_better else "worse"
                sentence = change_sentence([tile], better=bool(tile.is_better))
                titles.setdefault(f"{tile.measure.name}:{side}", {})[language] = sentence
    return titles


@forgets("pulse")
def forget(workspace_id: UUID, person: Person) -> int:
    """Return how much of what was told is forgotten: places may be called as an erased person."""
    told = [each.pk for each in Told.objects.filter(workspace_id=workspace_id) if person.is_in(each.key, each.titles)]
    return Told.objects.filter(pk__in=told).delete()[0]
