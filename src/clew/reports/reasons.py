"""Why customers contact us, and which promises are kept, on the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clew.findings.sections.shown import Figure, PromiseKind, Reason, Reasons
from clew.findings.wording.language import Language

__all__ = ["promises_shown", "reasons_shown"]

AVOIDABLE = {"yes": "avoidable", "no": "not avoidable", "unknown": "the rules do not say"}
AVOIDED = {
    "tickets": "By the rules {share} of {n} tickets could have been avoided ({lo} to {hi}).",
    "calls": "By the rules {share} of {n} calls could have been avoided ({lo} to {hi}).",
}


def reasons_shown(found: Sequence[Reasons], reader: Language) -> list[dict[str, Any]]:
    """Return what the page shows of the reasons of tickets and of calls: a row a reason, a column an avoidable."""
    return [_table(reasons, reader) for reasons in found]


def _table(reasons: Reasons, reader: Language) -> dict[str, Any]:
    kinds = [kind for kind in AVOIDABLE if any(row.avoidable == kind for row in reasons.rows)]
    names = dict.fromkeys(row.reason for row in reasons.rows)
    counted = any(row.rate.value is not None for row in reasons.rows)
    widest = max((sum(row.share for row in reasons.rows if row.reason == name) for name in names), default=1.0)
    return {
        "lead": _lead(reasons, reader),
        "columns": [reader.say(AVOIDABLE[kind]) for kind in kinds] if counted else [],
        "rows": [_reason(name, kinds, reasons, widest, reader, counted=counted) for name in names],
        "lacks": "" if counted else reader.say("A rate per 1,000 customers needs rows in the table customers."),
        "rest": _rest(reasons, reader),
        "command": reasons.command,
    }


def _lead(reasons: Reasons, reader: Language) -> str:
    avoidable = reasons.share_avoidable
    if all(row.avoidable == "unknown" for row in reasons.rows):
        n = reader.number(reasons.contacts, 0)
        return reader.say("The rules do not say of any of {n} contacts whether it could have been avoided.", n=n)
    parts = {name: _percent(value, reader) for name, value in (("lo", avoidable.lo), ("hi", avoidable.hi))}
    return reader.say(
        AVOIDED[reasons.table], share=_percent(avoidable.value, reader), n=reader.number(reasons.contacts, 0), **parts
    )


def _reason(
    name: str, kinds: Sequence[str], reasons: Reasons, widest: float, reader: Language, *, counted: bool
) -> dict[str, Any]:
    rows = {row.avoidable: row for row in reasons.rows if row.reason == name}
    share = sum(row.share for row in rows.values())
    contacts = sum(row.rate.n for row in rows.values())
    return {
        "name": reader.say("not said") if name == "unknown" else name,
        "value": name,
        "share": reader.percent(share),
        "n": reader.number(contacts, 0),
        "bars": [{"kind": kind, "wide": f"{100 * rows[kind].share / widest:.2f}"} for kind in kinds if kind in rows],
        "cells": [{"kind": kind, **_rate(rows.get(kind), reader)} for kind in kinds] if counted else [],
    }


def _rate(row: Reason | None, reader: Language) -> dict[str, str]:
    if row is None or row.rate.value is None:
        return {"value": "–", "range": ""}
    return {"value": reader.number(row.rate.value, 1), "range": _range(row.rate, reader)}


def _range(figure: Figure, reader: Language) -> str:
    if figure.lo is None or figure.hi is None:
        return ""
    return reader.say("{lo} to {hi}", lo=reader.number(figure.lo, 1), hi=reader.number(figure.hi, 1))


def _rest(reasons: Reasons, reader: Language) -> str:
    if not reasons.other_reasons:
        return ""
    n, share = reader.number(reasons.other_reasons, 0), reader.percent(reasons.other_contacts / reasons.contacts)
    return reader.say("{n} other reasons make {share} of the contacts.", n=n, share=share)


def promises_shown(kinds: Sequence[PromiseKind], reader: Language) -> list[dict[str, Any]]:
    """Return a row a kind of promise: due, kept, how late the late ones were, and those never kept."""
    return [_promise(kind, reader) for kind in kinds]


def _promise(kind: PromiseKind, reader: Language) -> dict[str, Any]:
    kept, late = kind.kept, kind.lateness
    bounds = reader.say("{lo} to {hi}", lo=_percent(kept.lo, reader), hi=_percent(kept.hi, reader))
    return {
        "name": kind.kind or reader.say("not said"),
        "due": reader.number(kept.n, 0),
        "kept": _percent(kept.value, reader),
        "range": bounds if kept.lo is not None else "",
        "wide": f"{100 * (kept.value or 0.0):.1f}",
        "late": reader.span(late.value) if late and late.value is not None else "–",
        "late_range": _late(late, reader),
        "late_n": reader.number(late.n, 0) if late else "–",
        "never": reader.number(kind.never, 0),
    }


def _late(late: Figure | None, reader: Language) -> str:
    if late is None or late.lo is None or late.hi is None:
        return ""
    return reader.say("{lo} to {hi}", lo=reader.span(late.lo), hi=reader.span(late.hi))


def _percent(value: float | None, reader: Language) -> str:
    return "–" if value is None else reader.percent(value)
