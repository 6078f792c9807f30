"""Findings as the page shows them: what people said of each, and where its evidence opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import ngettext

from clew.errors import UsageError
from clew.findings.finding import Finding
from clew.findings.said import with_said
from clew.findings.wording.language import Language
from clew.metrics import METRICS
from clew.questions.parse import parse_question
from clew.reports.texts import KINDS
from clew_server.accounts.models import Member
from clew_server.insights.addresses import address_of
from clew_server.insights.asked import Asked
from clew_server.insights.measures import SCORES
from clew_server.insights.pulse.computed import Computed
from clew_server.insights.reading import Reading

__all__ = ["Shown", "find_shown", "shown_findings"]

#: Parts of a finding's place that are no field to filter by.
NO_FIELDS = frozenset({"period", "since", "circle", "after", "promises.kept"})
#: The longest address of a month: 2026-03.
_MONTH = 7


@dataclass(frozen=True)
class Shown:
    """One finding on the page; ``links`` are addresses by what they open: question, rows, paths."""

    finding: Finding
    kind: str
    tone: str
    touched: str
    links: dict[str, str]


def shown_findings(reading: Reading, computed: Computed, language: str) -> tuple[list[Shown], list[Shown]]:
    """Return the findings that are told, and those that are muted today, each with what people say of it now."""
    today = timezone.now().astimezone(ZoneInfo(reading.settings.zone)).date()
    found = with_said(computed.diagnosis, reading.settings.documents.get("finding", {}), today)
    say = Language(language)
    told = [_shown(reading, finding, say) for finding in found.findings]
    return told, [_shown(reading, finding, say) for finding in found.muted]


def find_shown(reading: Reading, computed: Computed, language: str, identity: str) -> Shown | None:
    """Return one finding, muted or not; None where the diagnosis told none of that id."""
    for group in shown_findings(reading, computed, language):
        for shown in group:
            if shown.finding.id == identity:
                return shown
    return None


def _shown(reading: Reading, finding: Finding, say: Language) -> Shown:
    better = bool(finding.evidence.get("better", False))
    kind = ("got_better" if better else "got_worse") if finding.kind == "change" else finding.kind
    customers = int(finding.evidence.get("cost", {}).get("customers") or finding.evidence.get("customers") or 0)
    touched = ngettext("%(n)s customer touched", "%(n)s customers touched", customers) % {"n": say.number(customers, 0)}
    return Shown(
        finding=finding,
        kind=say.say(KINDS[kind]),
        tone="win" if better or finding.kind in {"success_point", "good_period"} else "pain",
        touched=touched if customers else "",
        links=_links(reading.member, reading.asked, finding),
    )


def _links(member: Member, asked: Asked, finding: Finding) -> dict[str, str]:
    filters = [*finding.evidence.get("filters", ()), *_fields(finding)]
    span: dict[str, Any] = {"period": "all"} | _span(finding)
    found = {}
    if finding.kind == "going_in_circles":
        found["paths"] = address_of(member, "paths:paths", asked.query(period="all"))
    elif _can_ask(finding.metric, filters):
        by = "month" if {"period", "since"} & set(finding.where) else None
        query = asked.query(
            **{**span, "metric": finding.metric, "where": tuple(filters), "every": by, "compare": "none"}
        )
        found["question"] = address_of(member, "questions:questions", query)
        if finding.metric in SCORES:
            rows = asked.query(**{**span, "metric": finding.metric, "where": tuple(filters), "compare": None})
            found["rows"] = address_of(member, "feedback:feedback", rows)
    return {name: address for name, address in found.items() if address}


def _fields(finding: Finding) -> list[str]:
    return [f"{name}={value}" for name, value in finding.where.items() if name not in NO_FIELDS]


def _span(finding: Finding) -> dict[str, str]:
    """Return the span of a finding of one month, or of some days, as an address says it."""
    first, _, last = finding.where.get("period", "").partition("..")
    if not first:
        return {}
    if len(first) == _MONTH:
        start = date.fromisoformat(f"{first}-01")
        end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return {"period": "own", "from": start.isoformat(), "to": end.isoformat()}
    return {"period": "own", "from": first, "to": last or first}


def _can_ask(metric: str, filters: list[str]) -> bool:
    """Return whether the figure can be asked with these filters: some findings are of what no question counts."""
    if metric not in METRICS:
        return False
    try:
        parse_question(metric, where=filters)
    except UsageError:
        return False
    return True
