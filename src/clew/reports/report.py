"""The report: a sentence first, then the figures, then what is worth telling, then what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from clew.changes import Change
from clew.charts.pictures import picture, spark
from clew.charts.svg import to_svg
from clew.charts.theme import BAD, GOOD, THREAD
from clew.findings.finding import Diagnosis, Finding, Level
from clew.findings.wording.language import Language
from clew.reports.journey import journey_shown
from clew.reports.reasons import promises_shown, reasons_shown
from clew.reports.service import METRICS_OF, service_shown
from clew.reports.texts import HEADINGS, KINDS, headline, level_change, level_figure, level_range, why

__all__ = ["report_html", "write_report"]

#: So many findings are shown open; the others are a line that opens.
OPEN = 3
#: Findings beyond these stand in the JSON, not on the page.
MOST = 40
WORSE = (
    "pain_point", "bad_period", "promise_broken", "promise_cost", "going_in_circles", "churn_after", "storm",
)  # fmt: skip


def write_report(diagnosis: Diagnosis, path: Path, changes: Sequence[Change] = ()) -> None:
    """Write the report of ``diagnosis`` to ``path`` as UTF-8; its lines over time show the company's ``changes``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(report_html(diagnosis, changes), encoding="utf-8")


def report_html(diagnosis: Diagnosis, changes: Sequence[Change] = ()) -> str:
    """Return the report as one self-contained HTML document in the diagnosis's language.

    Its lines over time show ``changes`` of the company's change log.
    """
    reader = Language(diagnosis.language)
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(_resource),
    )
    template = environment.get_template("report.html")
    service = service_shown(diagnosis.service, reader)
    unserved = [each for each in diagnosis.not_computed if service and each.kind in METRICS_OF]
    return template.render(
        language=diagnosis.language,
        say=reader.say,
        css=Markup(_resource("report.css")),  # noqa: S704 - our own file
        title=headline(diagnosis, reader),
        headings=HEADINGS,
        diagnosis=diagnosis,
        levels=[_level(level, reader) for level in diagnosis.levels],
        findings=[
            _group(group, at, reader, changes) for at, group in enumerate(_grouped(diagnosis.findings[:MOST]), 1)
        ],
        muted=[_muted(finding, reader) for finding in diagnosis.muted],
        left_out=max(0, len(diagnosis.findings) - MOST),
        journey=journey_shown(diagnosis.journey, reader),
        service=service,
        unserved=[why(missing, reader) for missing in unserved],
        reasons=reasons_shown(diagnosis.reasons, reader),
        promises=promises_shown(diagnosis.promises, reader),
        contents=_contents(diagnosis),
        missing=[why(missing, reader) for missing in diagnosis.not_computed if missing not in unserved],
        tables=[_table(table, reader) for table in diagnosis.tables if table["rows"]],
        number=lambda value: reader.number(value, 0),
        alpha=reader.percent(diagnosis.alpha, 0) if diagnosis.alpha else "",
        as_of=_day(diagnosis.as_of, reader),
    )


def _contents(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    """Return where the page leads, by name: its sections that have something to show; none where there is only one."""
    parts = ("findings", "journey", "service", "reasons", "promises")
    found = [(name, HEADINGS[name]) for name in parts if getattr(diagnosis, name)]
    return found if len(found) > 1 else []


def _resource(name: str) -> str:
    return (resources.files("clew.reports") / name).read_text(encoding="utf-8")


def _level(level: Level, reader: Language) -> dict[str, Any]:
    chart = spark(list(level.series), good=_is_good(level))
    return {
        "label": level.label,
        "figure": level_figure(level, reader),
        "range": level_range(level, reader),
        "change": level_change(level, reader),
        "tone": "" if _is_good(level) is None else "up" if _is_good(level) else "down",
        "chart": Markup(to_svg(chart, level.label)) if chart is not None else "",  # noqa: S704 - escaped where it is drawn
        "command": level.command,
    }


def _is_good(level: Level) -> bool | None:
    if not level.beyond_chance or level.difference is None:
        return None
    return (level.difference > 0) == (level.direction != "lower")


def _grouped(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Return the findings of one kind at one place together, as one thing that several measures see."""
    groups: dict[tuple[Any, ...], list[Finding]] = {}
    for finding in findings:
        better = finding.evidence.get("better", False)
        groups.setdefault((finding.kind, better, *sorted(finding.where.items())), []).append(finding)
    return list(groups.values())


def _group(findings: list[Finding], place: int, reader: Language, changes: Sequence[Change]) -> dict[str, Any]:
    """Return the strongest finding of a group as it is shown, and what the other measures say of it."""
    first, *others = findings
    shown = _finding(first, reader, changes)
    also = [{"id": finding.id, "claim": finding.claim} for finding in others]
    return {**shown, "rank": place, "open": place <= OPEN, "also": also}


def _finding(finding: Finding, reader: Language, changes: Sequence[Change]) -> dict[str, Any]:
    kind, tone = _kind(finding, reader)
    accent = {"pain": BAD, "win": GOOD}.get(tone, THREAD)
    data = finding.evidence.get("chart") or {}
    chart = picture(data, unit=_unit(finding), axis=_axis(finding), accent=accent, changes=changes) if data else None
    return {
        "id": finding.id,
        "title": finding.title,
        "claim": finding.claim,
        "label": reader.say(finding.label),
        "kind": kind,
        "tone": tone,
        "chart": Markup(to_svg(chart, finding.title)) if chart is not None else "",  # noqa: S704 - escaped where it is drawn
        "points": [_row(point, finding, reader) for point in data.get("points", ()) if point["value"] is not None],
        "verbatims": finding.evidence.get("verbatims", []),
        "command": finding.evidence.get("command", ""),
        "customers": reader.number(finding.evidence.get("customers", 0), 0),
        "known": finding.known,
        "said": _said(finding, reader),
    }


def _said(finding: Finding, reader: Language) -> list[str]:
    """Return what people said of a finding, a sentence each."""
    owner = [reader.say("Owner: {owner}", owner=finding.owner)] if finding.owner else []
    return owner + ([reader.say("Note: {note}", note=finding.note)] if finding.note else [])


def _muted(finding: Finding, reader: Language) -> dict[str, Any]:
    until = reader.say("muted until {day}", day=_day(finding.mute_until, reader))
    return {"id": finding.id, "title": finding.title, "until": until, "said": _said(finding, reader)}


def _kind(finding: Finding, reader: Language) -> tuple[str, str]:
    """Return what a finding is called and its tone: pain, win, or truth for what is neither by itself."""
    if finding.kind == "change":
        better = finding.evidence.get("better", False)
        return reader.say(KINDS["got_better" if better else "got_worse"]), "win" if better else "pain"
    return reader.say(KINDS[finding.kind]), "pain" if finding.kind in WORSE else "win"


def _unit(finding: Finding) -> str:
    return str(finding.evidence.get("unit", ""))


def _axis(finding: Finding) -> str:
    return str(finding.evidence.get("axis", ""))


def _row(point: dict[str, Any], finding: Finding, reader: Language) -> dict[str, str]:
    def show(value: float | None) -> str:
        if value is None:
            return "–"
        return reader.percent(value) if _unit(finding) == "share" else reader.number(value, 1)

    name = point.get("place") or reader.period(point.get("period", ""))
    return {
        "name": name,
        "value": show(point["value"]),
        "range": reader.say("{lo} to {hi}", lo=show(point["lo"]), hi=show(point["hi"])),
        "n": reader.number(point["n"], 0),
    }


def _table(table: dict[str, Any], reader: Language) -> dict[str, str]:
    customers = table.get("customers")
    return {
        "name": table["name"],
        "rows": reader.number(table["rows"], 0),
        "customers": "" if customers is None else reader.number(customers, 0),
        "from": _day(table.get("from"), reader),
        "to": _day(table.get("to"), reader),
    }


def _day(moment: object, reader: Language) -> str:
    if not moment:
        return ""
    return reader.day(moment if isinstance(moment, datetime) else datetime.fromisoformat(str(moment)))
