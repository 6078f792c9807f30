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
    "contact_rate": "Contacts",
    "avoidable": "Avoidable contacts",
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
#: What a bare number is the number of.
NUMBERED = {
    "team": "team {value}",
    "topic": "topic {value}",
    "queue": "queue {value}",
    "channel": "channel {value}",
    "touchpoint": "touchpoint {value}",
    "product": "product {value}",
    "location": "place {value}",
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
    "more_since": "{place}: more contacts since {since}. {value} per 1,000 customers a month, before {reference}",
    "fewer_since": "{place}: fewer contacts since {since}. {value} per 1,000 customers a month, before {reference}",
    "more_in": "{place}: more contacts in {period}. {value} per 1,000 customers a month, otherwise {reference}",
    "fewer_in": "{place}: fewer contacts in {period}. {value} per 1,000 customers a month, otherwise {reference}",
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
    "more_since": "{value} contacts per 1,000 customers a month ({lo} to {hi}, n {n}) "
    "since {since}; before {reference}. They are a larger share of all contacts, too; both beyond chance.",
    "fewer_since": "{value} contacts per 1,000 customers a month ({lo} to {hi}, n {n}) "
    "since {since}; before {reference}. They are a smaller share of all contacts, too; both beyond chance.",
    "more_in": "{value} contacts per 1,000 customers a month ({lo} to {hi}, n {n}) "
    "in {period}; otherwise {reference}. They were a larger share of all contacts, too; both beyond chance.",
    "fewer_in": "{value} contacts per 1,000 customers a month ({lo} to {hi}, n {n}) "
    "in {period}; otherwise {reference}. They were a smaller share of all contacts, too; both beyond chance.",
    "going_in_circles": "{value} of the paths ({lo} to {hi}, n {n}) go round it; {reference} would if the order of "
    "contacts meant nothing. It took {customers} customers {contacts} contacts and {hours} hours that were not needed.",
}
#: Fewer hours than this are told with a decimal.
FEW_HOURS = 10
#: What friction costs, said after the claim; whom it touched comes first, where they are known.
COSTS = {
    "touched": "It touched {customers} customers.",
    "hours": "It cost about {hours} hours more than is usual.",
    "working_hours": "It cost about {hours} working hours more than is usual.",
    "gave_up": "About {contacts} more calls than is usual were given up, after about {hours} hours of waiting.",
    "reopened": "About {contacts} more tickets than is usual were opened again, which took about {hours} hours more.",
    "working_reopened": "About {contacts} more tickets than is usual were opened again, "
    "which took about {hours} working hours more.",
    "drop_off": "About {contacts} more paths than is usual did not go on.",
    "contacts": "About {contacts} contacts more than is usual were affected.",
}
#: Measures whose cost has a sentence of its own.
COST_KEYS = {"abandonment": "gave_up", "reopen_rate": "reopened"}


def title(candidate: Candidate, language: Language) -> str:
    """Return the one line that stands over a finding."""
    return language.say(TITLES[_key(candidate)], **_parts(candidate, language))


def claim(candidate: Candidate, language: Language) -> str:
    """Return the plain sentence of a finding, with interval and n."""
    parts = _parts(candidate, language)
    return " ".join(language.say(said, **parts) for said in (CLAIMS[_key(candidate)], *_costs(candidate)))


def _costs(candidate: Candidate) -> list[str]:
    """Return the sentences of what friction cost; none where the claim says it, or nobody knows."""
    kinds, cost, metric = ("pain_point", "change", "bad_period"), candidate.cost, candidate.measure.metric
    if candidate.kind not in kinds or candidate.measure.unit != "share" or "contacts" not in cost:
        return []
    touched = [COSTS["touched"]] if "customers" in cost else []
    if metric == "drop_off":
        return [*touched, COSTS["drop_off"]]
    if "hours" not in cost:
        return [*touched, COSTS["contacts"]]
    key, working = COST_KEYS.get(metric, "hours"), candidate.facts.get("working", candidate.measure.working)
    return [*touched, COSTS[f"working_{key}" if working and key != "gave_up" else key]]


def measure_label(measure: Measure, language: Language) -> str:
    """Return what is measured, and who was asked."""
    label = _short(measure, language)
    program = PROGRAMS.get(measure.program or "")
    return f"{label} ({language.say(program)})" if program else label


def _short(measure: Measure, language: Language) -> str:
    if measure.metric == "drop_off":
        time = language.duration(measure.within or 0.0)
        return language.say("Went on within {time} after {name}", time=time, name=measure.label)
    known = WITHIN_WORKING if measure.working else WITHIN
    if measure.within is not None and measure.metric in known:
        return language.say(known[measure.metric], time=language.duration(measure.within, days=not measure.working))
    return language.say(LABELS.get(measure.metric, measure.label))


def place(where: Mapping[str, str], language: Language) -> str:
    """Return the names of a place as the data have them, weekdays in the reader's; "Everywhere" for the whole."""
    told = {name: value for name, value in where.items() if name not in ("period", "since", "promises.kept")}
    if told.pop("avoidable", "") == "yes":
        told["what"] = language.say(LABELS["avoidable"])
    names = [_name_of(name, value, language) for name, value in told.items()]
    return " · ".join(names) or language.say("Everywhere")


def _name_of(dimension: str, value: str, language: Language) -> str:
    """Return a value as it is read: a weekday in the reader's language, a bare number with what it is the number of."""
    if dimension.endswith("weekday"):
        return language.weekday(value)
    kind = dimension.rpartition(".")[2]
    if any(letter.isalpha() for letter in value) or kind not in NUMBERED:
        return value
    return language.say(NUMBERED[kind], value=value)


def amount(measure: Measure, value: float, language: Language) -> str:
    """Return a figure, given in the inner unit, as readers of ``language`` write it."""
    match measure.unit:
        case "share":
            return language.percent(value)
        case "points" | "a day" | "per 1,000":
            return language.number(value * measure.scale, 1)
        case _:
            return language.number(value * measure.scale, 2)


def change_amount(measure: Measure, value: float, language: Language) -> str:
    """Return a difference with its sign; of shares in percentage points."""
    if measure.unit == "share":
        points = language.signed(language.number(value * 100, 1), value)
        return language.say("{points} percentage points", points=points)
    return language.signed(amount(measure, value, language), value)


def _about(hours: float, language: Language) -> str:
    """Return hours as they are said: whole ones from 10 on, as what is about right has no tenths."""
    return language.number(hours, 0 if hours >= FEW_HOURS else 1)


def _key(candidate: Candidate) -> str:
    if candidate.measure.unit == "per 1,000":
        many = "more" if candidate.difference > 0 else "fewer"
        return f"{many}_in" if "period" in candidate.where else f"{many}_since"
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
        "customers": language.number(candidate.cost.get("customers", candidate.customers), 0),
        "after": language.say(AFTER.get(candidate.where.get("after", ""), "")) if "after" in candidate.where else "",
        "days": language.number(DAYS, 0),
        "contacts": language.number(candidate.cost.get("contacts", 0), 0),
        "hours": _about(candidate.cost.get("hours", 0.0), language),
        "broken": language.number(int(candidate.facts.get("broken", 0)), 0),
    }
