"""The sentences of findings: whole sentences with places for figures, never glued from fragments."""

from __future__ import annotations

from collections.abc import Mapping

from clew.findings.measure import Measure
from clew.findings.tested.candidate import Candidate
from clew.findings.tested.churn import DAYS
from clew.findings.wording.language import Language

__all__ = ["amount", "change_amount", "claim", "measure_label", "place", "title"]

LABELS = {
    "nps": "NPS",
    "csat": "Satisfied",
    "ces": "Ease",
    "rating": "Rating",
    "promise_kept": "Promises kept",
    "repurchase": "Bought again",
    "response_rate": "Answered when asked",
    "repeat_contact": "Contacted us again",
    "abandonment": "Gave up waiting",
    "reopen_rate": "Opened again",
    "first_contact_resolution": "Solved at first contact",
}
#: Shares of what was done within a time, of the clock and of working time.
WITHIN = {
    "wait_time": "Answered within {time}",
    "first_reply_time": "First reply within {time}",
    "resolution_time": "Solved within {time}",
}
WITHIN_WORKING = {
    "first_reply_time": "First reply within {time} of working time",
    "resolution_time": "Solved within {time} of working time",
}
AFTER = {
    "complaint": "After a complaint",
    "broken promise": "After a broken promise",
    "detractor": "After a bad score",
}
PROGRAMS = {
    "relationship": "asked about the relationship",
    "transactional": "asked after a contact",
    "product": "asked about the product",
    "employee": "asked of employees",
}
TITLES = {
    "pain_point": "{place} hurts. {short}: {value}, elsewhere {reference}",
    "success_point": "{place} goes well. {short}: {value}, elsewhere {reference}",
    "got_better": "{place}: better since {since}. {short}: {value}, before {reference}",
    "got_worse": "{place}: worse since {since}. {short}: {value}, before {reference}",
    "bad_period": "{place}: {period} was bad. {short}: {value}, otherwise {reference}",
    "good_period": "{place}: {period} was good. {short}: {value}, otherwise {reference}",
    "promise_broken": "{place}: {broken} of {n} promises were broken",
    "promise_cost": "{short}: {value} after a broken promise, {reference} after a kept one",
    "storm": "{place}: a storm of contacts, {period}. {value} a day, usually {reference}",
    "churn_after": "{after}: {value} of contracts end within {days} days, otherwise {reference}",
    "going_in_circles": "Customers go in circles: {place}. {customers} customers, {contacts} contacts too many",
}
CLAIMS = {
    "pain_point": "{label}: {value} ({lo} to {hi}, n {n}); elsewhere {reference}. "
    "The difference is {difference} ({dlo} to {dhi}), beyond chance.",
    "success_point": "{label}: {value} ({lo} to {hi}, n {n}); elsewhere {reference}. "
    "The difference is {difference} ({dlo} to {dhi}), beyond chance.",
    "got_better": "{label}: {value} ({lo} to {hi}, n {n}) since {since}; before {reference}. "
    "It changed by {difference} ({dlo} to {dhi}) and stayed, beyond chance.",
    "got_worse": "{label}: {value} ({lo} to {hi}, n {n}) since {since}; before {reference}. "
    "It changed by {difference} ({dlo} to {dhi}) and stayed, beyond chance.",
    "bad_period": "{label} in {period}: {value} ({lo} to {hi}, n {n}); otherwise {reference}. "
    "The difference is {difference} ({dlo} to {dhi}), beyond chance.",
    "good_period": "{label} in {period}: {value} ({lo} to {hi}, n {n}); otherwise {reference}. "
    "The difference is {difference} ({dlo} to {dhi}), beyond chance.",
    "promise_broken": "{value} of the promises that fell due were kept ({lo} to {hi}, n {n}).",
    "promise_cost": "{label} of customers whose promise was broken: {value} ({lo} to {hi}, n {n}); "
    "of those whose promise was kept: {reference}. The difference is {difference} ({dlo} to {dhi}), beyond chance. "
    "It goes with the broken promise; that it comes from it is not shown.",
    "storm": "{n} contacts came in {period}: {value} a day ({lo} to {hi}); on such days of the week it is usually "
    "{reference}. That is beyond what days scatter.",
    "churn_after": "{value} of contracts end within {days} days ({lo} to {hi}; {n} did); otherwise it would be "
    "{reference}. It goes with it; that it comes from it is not shown.",
    "going_in_circles": "{value} of the paths ({lo} to {hi}, n {n}) go round it; {reference} would if the order of "
    "contacts meant nothing. It took {customers} customers {contacts} contacts and {hours} hours that were not needed.",
}


def title(candidate: Candidate, language: Language) -> str:
    """Return the one line that stands over a finding."""
    return language.say(TITLES[_key(candidate)], **_parts(candidate, language))


def claim(candidate: Candidate, language: Language) -> str:
    """Return the plain sentence of a finding, with interval and n."""
    return language.say(CLAIMS[_key(candidate)], **_parts(candidate, language))


def measure_label(measure: Measure, language: Language) -> str:
    """Return what is measured, and who was asked."""
    label = _short(measure, language)
    program = PROGRAMS.get(measure.program or "")
    return f"{label} ({language.say(program)})" if program else label


def _short(measure: Measure, language: Language) -> str:
    known = WITHIN_WORKING if measure.working else WITHIN
    if measure.within is not None and measure.metric in known:
        return language.say(known[measure.metric], time=language.duration(measure.within, days=not measure.working))
    return language.say(LABELS.get(measure.metric, measure.label))


def place(where: Mapping[str, str], language: Language) -> str:
    """Return the names of a place as the data have them, weekdays in the reader's; "Everywhere" for the whole."""
    told = {name: value for name, value in where.items() if name not in ("period", "since", "promises.kept")}
    names = [language.weekday(value) if name.endswith("weekday") else value for name, value in told.items()]
    return " · ".join(names) or language.say("Everywhere")


def amount(measure: Measure, value: float, language: Language) -> str:
    """Return a figure, given in the inner unit, as readers of ``language`` write it."""
    match measure.unit:
        case "share":
            return language.percent(value)
        case "points" | "a day":
            return language.number(value * measure.scale, 1)
        case _:
            return language.number(value * measure.scale, 2)


def change_amount(measure: Measure, value: float, language: Language) -> str:
    """Return a difference with its sign; of shares in percentage points."""
    if measure.unit == "share":
        points = language.signed(language.number(value * 100, 1), value)
        return language.say("{points} percentage points", points=points)
    return language.signed(amount(measure, value, language), value)


def _key(candidate: Candidate) -> str:
    if candidate.kind != "change":
        return candidate.kind
    return "got_better" if candidate.difference * candidate.measure.sign > 0 else "got_worse"


def _parts(candidate: Candidate, language: Language) -> dict[str, str]:
    measure, value = candidate.measure, candidate.value

    def show(x: float | None) -> str:
        return "–" if x is None else amount(measure, x, language)

    def bound(x: float) -> str:
        shown = language.number(x * 100, 1) if measure.unit == "share" else amount(measure, x, language)
        return language.signed(shown, x)

    return {
        "label": measure_label(measure, language),
        "short": _short(measure, language),
        "place": place(candidate.where, language),
        "period": language.period(candidate.where.get("period", "")),
        "since": language.period(candidate.where.get("since", "")),
        "value": show(value.value),
        "lo": show(value.lo),
        "hi": show(value.hi),
        "n": language.number(value.n, 0),
        "reference": show(candidate.reference),
        "difference": change_amount(measure, candidate.difference, language),
        "dlo": bound(candidate.difference_lo),
        "dhi": bound(candidate.difference_hi),
        "customers": language.number(candidate.customers, 0),
        "after": language.say(AFTER.get(candidate.where.get("after", ""), "")) if "after" in candidate.where else "",
        "days": language.number(DAYS, 0),
        "contacts": language.number(candidate.cost.get("contacts", 0), 0),
        "hours": language.number(candidate.cost.get("hours", 0), 0),
        "broken": language.number(int(candidate.facts.get("broken", 0)), 0),
    }
