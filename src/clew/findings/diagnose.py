"""The diagnosis: every test of one family, what stands beyond chance, ranked and said in a reader's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from clew.findings.asking.asker import Asker
from clew.findings.costs import priced
from clew.findings.finding import Diagnosis, Level
from clew.findings.levels import level_of
from clew.findings.looks.answers import look_at_answers
from clew.findings.looks.churn import look_at_churn
from clew.findings.looks.drop_off import look_at_drop_off
from clew.findings.looks.paths import look_at_paths
from clew.findings.looks.promises import look_at_promises
from clew.findings.looks.reasons import look_at_reasons
from clew.findings.looks.service import look_at_service
from clew.findings.looks.storms import look_at_storms
from clew.findings.measure import Measure
from clew.findings.sections.gather import gather_sections
from clew.findings.telling import command_of, finding_of
from clew.findings.tested.candidate import Candidate, beyond_chance, importance
from clew.findings.tested.settled import without_echoes, without_mended
from clew.findings.wording.language import Language
from clew.findings.work import Known, Progress, Work

__all__ = ["ALPHA", "LOOKS", "Known", "command_of", "diagnose", "diagnose_in"]

#: False discovery rate over all findings of one diagnosis.
ALPHA = 0.01
#: Where a diagnosis looks, in the order in which measures are shown.
LOOKS: tuple[Callable[[Work], None], ...] = (
    look_at_answers, look_at_promises, look_at_service, look_at_paths, look_at_drop_off, look_at_storms,
    look_at_reasons, look_at_churn,
)  # fmt: skip


def diagnose(
    asker: Asker,
    known: Known,
    *,
    language: str = "en",
    workspace: str = "main",
    as_of: str | None = None,
    lake_version: int = 0,
    progress: Progress = lambda _what, _share: None,
) -> Diagnosis:
    """Return the diagnosis of a workspace; its findings are one declared family with q at most :data:`ALPHA`."""
    given = {"workspace": workspace, "as_of": as_of, "lake_version": lake_version}
    return diagnose_in(asker, known, (language,), given, progress)[language]


def diagnose_in(
    asker: Asker,
    known: Known,
    languages: Sequence[str],
    given: dict[str, Any],
    progress: Progress = lambda _what, _share: None,
) -> dict[str, Diagnosis]:
    """Return one diagnosis, said in each of ``languages``: what takes long, the looking, is done once.

    ``given`` are the fields of the diagnosis that only the caller knows: workspace, as_of, lake_version.
    """
    work = Work(asker, known, Language(languages[0]), progress)
    for place, look in enumerate(LOOKS):
        work.begin(look.__name__.removeprefix("look_at_"), place, len(LOOKS) + 1)
        look(work)
    settled = [priced(work, told) for told in _settled(work)]
    work.begin("sections", len(LOOKS), len(LOOKS) + 1)
    found = {}
    for language in languages:
        work.reader = Language(language)
        found[language] = _said(work, settled, given)
    return found


def _said(work: Work, settled: Sequence[Candidate], given: dict[str, Any]) -> Diagnosis:
    """Return what was found in the reader's language."""
    levels = [_level(work, measure) for measure in work.measures]
    findings = [finding_of(work, told, rank) for rank, told in enumerate(settled, 1)]
    sections = gather_sections(work, findings)
    return Diagnosis(
        language=work.reader.code,
        tables=work.asker.rows(),
        levels=tuple(levels),
        findings=tuple(findings),
        not_computed=tuple(dict.fromkeys(work.missing)),
        tests=len(work.candidates),
        alpha=ALPHA,
        **given,
        **sections,
    )


def _level(work: Work, measure: Measure) -> Level:
    cells = work.series.get(measure.name, [])
    return level_of(measure, cells, work.left_out(cells), work.reader)


def _settled(work: Work) -> list[Candidate]:
    """Return what is told, most important first: beyond chance, not an echo of another finding, and not mended."""
    told = without_echoes(beyond_chance(work.candidates, ALPHA), work.series)
    return sorted(without_mended(told, work.series), key=importance, reverse=True)
