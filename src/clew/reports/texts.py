"""The report's own words, each a whole sentence that a translator sees whole."""

from __future__ import annotations

from clew.findings.finding import Diagnosis, Level, NotComputed
from clew.findings.wording.language import Language

__all__ = ["HEADINGS", "KINDS", "headline", "level_change", "level_figure", "level_range", "why"]

HEADINGS = {
    "scores": "How things stand",
    "findings": "What to look at first",
    "journey": "How customers go from contact to contact",
    "service": "How we serve",
    "reasons": "Why customers contact us",
    "promises": "Which promises are kept",
    "order": "Ordered by customers touched × size × certainty.",
    "muted": "Muted for now",
    "missing": "What could not be computed, and what it would need",
    "data": "What this rests on",
    "reading": "How to read this",
    "voices": "Five of their voices, drawn at random",
    "again": "See it again, and the rows behind it",
    "numbers": "The figures behind the picture",
}
KINDS = {
    "pain_point": "pain point",
    "success_point": "success point",
    "got_better": "got better",
    "got_worse": "got worse",
    "bad_period": "bad period",
    "good_period": "good period",
    "promise_broken": "promise broken",
    "promise_cost": "goes with a broken promise",
    "going_in_circles": "going in circles",
    "churn_after": "leaving after it",
    "storm": "storm of contacts",
}
#: Kinds that say what hurts today; a bad month may be long over.
HURTING = ("pain_point", "promise_broken", "promise_cost", "going_in_circles", "churn_after")
#: What a kind of finding is about, for the list of what could not be computed.
ABOUT = {
    "nps": "NPS",
    "csat": "Satisfied",
    "ces": "Ease",
    "rating": "Rating",
    "change": "Changes over time",
    "pain_point": "Pain points and success points",
    "promise_broken": "Promises",
    "promise_cost": "What goes with a broken promise",
    "wait_time": "How long callers wait",
    "abandonment": "Gave up waiting",
    "first_reply_time": "Time to the first reply",
    "resolution_time": "Time until it was solved",
    "first_contact_resolution": "Solved at first contact",
    "reopen_rate": "Opened again",
    "going_in_circles": "Going in circles",
    "requester_wait": "The customer waited for us",
    "time_with": "Who had the ball",
    "sla_met": "Service level met",
    "backlog": "Open at the end of the month",
    "contact_rate": "Why customers contact us",
    "storm": "Storms of contacts",
    "churn_after": "Leaving after a bad experience",
}


def headline(diagnosis: Diagnosis, reader: Language) -> str:
    """Return the sentence the page opens with: what hurts now, else what matters most, else that nothing stands out."""
    hurting = [finding for finding in diagnosis.findings if finding.kind in HURTING]
    if hurting or diagnosis.findings:
        return (hurting or list(diagnosis.findings))[0].title
    if any(level.n for level in diagnosis.levels):
        return reader.say("Nothing stands out beyond chance.")
    return reader.say("There is nothing to judge by yet: import answers, promises or events first.")


def level_figure(level: Level, reader: Language) -> str:
    """Return a score as it is shown large."""
    if level.value is None:
        return "–"
    if level.unit == "share":
        return reader.percent(level.value, 0)
    return reader.number(level.value, 0 if level.unit == "points" else 2)


def level_range(level: Level, reader: Language) -> str:
    """Return the interval and n of a score, in a quieter ink."""
    if level.lo is None or level.hi is None:
        return reader.say("n {n}: too few to show", n=reader.number(level.n, 0))
    shown = reader.say("{lo} to {hi}", lo=_figure(level, level.lo, reader), hi=_figure(level, level.hi, reader))
    return reader.say("{range} · n {n}", range=shown, n=reader.number(level.n, 0))


def level_change(level: Level, reader: Language) -> str:
    """Return whether the last complete month differs from the one before, or what would have been seen."""
    if level.difference is None or level.period is None:
        return reader.say("no earlier month to compare with")
    period = reader.period(level.period)
    if level.beyond_chance:
        parts = {
            "change": _change(level, level.difference, reader),
            "lo": _change(level, level.difference_lo or 0.0, reader),
            "hi": _change(level, level.difference_hi or 0.0, reader),
        }
        return reader.say("{period}: {change} ({lo} to {hi}), beyond chance", period=period, **parts)
    smallest = _change(level, abs(level.smallest_detectable or 0.0), reader).lstrip("+")
    return reader.say("{period}: no change shown; we would have seen ±{smallest}", period=period, smallest=smallest)


def why(missing: NotComputed, reader: Language) -> dict[str, str]:
    """Return what could not be computed and why."""
    return {"kind": reader.say(ABOUT.get(missing.kind, missing.kind)), "why": missing.why}


def _figure(level: Level, value: float, reader: Language) -> str:
    return reader.percent(value) if level.unit == "share" else reader.number(value, 1 if level.unit == "points" else 2)


def _change(level: Level, value: float, reader: Language) -> str:
    shown = reader.number(value * 100, 1) if level.unit == "share" else _figure(level, value, reader)
    return reader.signed(shown, value)
