"""The library's names in the reader's language: metrics, statistics, units, dimensions, what is warned of."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from clew.metrics import METRICS
from clew_server.insights.feedback.words import VALUES as VALUES_OF_FIELDS
from clew_server.insights.questions.showing.names import FIELDS, SETTINGS, VALUES_OF_PARAMETERS
from clew_server.sentences.telling import told

__all__ = [
    "answers",
    "choice_label",
    "dimension",
    "metric_about",
    "metric_label",
    "row_warning",
    "setting_label",
    "statistic_label",
    "unit_label",
    "value_of",
    "value_text",
]

METRIC_LABELS: dict[str, str | Promise] = {
    "nps": gettext_lazy("Net Promoter Score"),
    "csat": gettext_lazy("Customer satisfaction"),
    "ces": gettext_lazy("Customer effort"),
    "rating": gettext_lazy("Rating"),
    "share": pgettext_lazy("metric", "Share"),
    "response_rate": gettext_lazy("Response rate"),
    "promise_kept": gettext_lazy("Promises kept"),
    "lateness": gettext_lazy("Lateness"),
    "repeat_contact": gettext_lazy("Repeat contact"),
    "contact_rate": gettext_lazy("Contact rate"),
    "repurchase": gettext_lazy("Repurchase"),
    "first_reply_time": gettext_lazy("First reply time"),
    "resolution_time": gettext_lazy("Time to resolution"),
    "requester_wait": gettext_lazy("Customer's waiting time"),
    "on_hold": gettext_lazy("Time on hold"),
    "agent_wait": gettext_lazy("Waiting for the customer"),
    "time_with": gettext_lazy("Who had the ball"),
    "first_contact_resolution": gettext_lazy("Solved at first contact"),
    "reopen_rate": gettext_lazy("Reopened"),
    "reassignments": gettext_lazy("Passed on"),
    "sla_met": gettext_lazy("Service level met"),
    "backlog": gettext_lazy("Backlog"),
    "wait_time": gettext_lazy("Waiting time of calls"),
    "abandonment": gettext_lazy("Callers who gave up"),
    "transfers": gettext_lazy("Transfers of calls"),
    "bot_share": gettext_lazy("Calls handled by a bot"),
}
METRIC_ABOUT: dict[str, str | Promise] = {
    "nps": gettext_lazy("Per cent promoters (9-10) less per cent detractors (0-6)."),
    "csat": gettext_lazy("Share of answers in the two highest boxes of their scale (4-5 of 5)."),
    "ces": gettext_lazy("Mean rating of effort (v1, low is good) or of ease (v2, high is good)."),
    "rating": gettext_lazy("Mean rating on its own scale: stars, marks."),
    "share": gettext_lazy("Share of the rows of a table that have a value in a column, such as customers who left."),
    "response_rate": gettext_lazy("Share of invitations that were answered, partial answers included."),
    "promise_kept": gettext_lazy(
        "Share of due promises that were kept; a passed deadline is due, a withdrawn promise is not."
    ),
    "lateness": gettext_lazy("Time from the deadline of a promise to when it was done; negative when early."),
    "repeat_contact": gettext_lazy(
        "Share of contacts that were followed by another of the same customer within some days."
    ),
    "contact_rate": gettext_lazy("Contacts per 1,000 customers, or per 1,000 orders of the same period."),
    "repurchase": gettext_lazy("Share of buyers who bought again within some days of their first purchase."),
    "first_reply_time": gettext_lazy(
        "From the opening of a ticket to the first public reply of a person; a bot's is none."
    ),
    "resolution_time": gettext_lazy(
        "From the opening of a ticket until it was solved; open ones count for as long as they are."
    ),
    "requester_wait": gettext_lazy(
        "How long the customer waited for us or for somebody we asked; closed tickets only."
    ),
    "on_hold": gettext_lazy("How long a ticket waited for a third party; closed tickets only."),
    "agent_wait": gettext_lazy("How long we waited for the customer; closed tickets only."),
    "time_with": gettext_lazy(
        "A ticket's life by who had it: us, the customer, a third party, a bot; it adds up to the whole."
    ),
    "first_contact_resolution": gettext_lazy(
        "Share solved at the first contact, by one of four definitions that is always said."
    ),
    "reopen_rate": gettext_lazy("Share of solved tickets that were opened again."),
    "reassignments": gettext_lazy("How often a ticket was passed on to another group or person."),
    "sla_met": gettext_lazy(
        "Share of tickets solved within their target; open ones past it are not met, others count so far."
    ),
    "backlog": gettext_lazy("Tickets that are open: opened so far less solved so far."),
    "wait_time": gettext_lazy("How long a caller waits until answered or giving up."),
    "abandonment": gettext_lazy(
        "Share of callers who gave up waiting; who gave up within the first seconds is left out."
    ),
    "transfers": gettext_lazy("How often a caller is passed on; who gave up waiting is left out."),
    "bot_share": gettext_lazy(
        "Share of calls that a bot handled alone, without a person and without the caller giving up."
    ),
}
STATISTIC_LABELS: dict[str, str | Promise] = {
    "nps": gettext_lazy("score"),
    "promoters": gettext_lazy("promoters"),
    "passives": gettext_lazy("passives"),
    "detractors": gettext_lazy("detractors"),
    "mean": gettext_lazy("mean"),
    "median": gettext_lazy("median"),
    "p90": gettext_lazy("90th percentile"),
    "distribution": gettext_lazy("distribution"),
    "answers": pgettext_lazy("statistic", "how many"),
    "satisfied": gettext_lazy("satisfied"),
    "easy": pgettext_lazy("statistic", "easy"),
    "hard": pgettext_lazy("statistic", "hard"),
    "top": gettext_lazy("highest boxes"),
    "bottom": gettext_lazy("lowest boxes"),
    "share": pgettext_lazy("statistic", "share"),
    "answered": pgettext_lazy("statistic", "answered"),
    "kept": pgettext_lazy("statistic", "kept"),
    "broken": pgettext_lazy("statistic", "broken"),
    "late": pgettext_lazy("statistic", "late"),
    "repeated": pgettext_lazy("statistic", "repeated"),
    "rate": pgettext_lazy("statistic", "rate"),
    "contacts": pgettext_lazy("statistic", "how many contacts"),
    "repurchased": gettext_lazy("bought again"),
    "closed_median": gettext_lazy("median of closed ones"),
    "closed_p90": gettext_lazy("90th percentile of closed ones"),
    "closed_mean": gettext_lazy("mean of closed ones"),
    "restricted_mean": gettext_lazy("mean up to the horizon"),
    "within": gettext_lazy("within the target"),
    "open": pgettext_lazy("statistic", "still open"),
    "unanswered": gettext_lazy("solved without a reply"),
    "ever": gettext_lazy("had any of it"),
    "gross": gettext_lazy("of all contacts"),
    "net": gettext_lazy("of those that could be"),
    "reopened": gettext_lazy("opened again"),
    "tickets": pgettext_lazy("statistic", "how many tickets"),
    "passed_on": gettext_lazy("passed on at least once"),
    "met": gettext_lazy("within the target, open ones counted"),
    "met_closed": gettext_lazy("within the target, closed ones only"),
    "breached": gettext_lazy("took longer"),
    "open_breached": gettext_lazy("open and late"),
    "burn_time": gettext_lazy("until all are closed at today's pace"),
    "age_median": gettext_lazy("median age of open ones"),
    "age_p90": gettext_lazy("90th percentile of the age of open ones"),
    "opened": gettext_lazy("how many were opened"),
    "closed": gettext_lazy("how many were closed"),
    "answered_within": gettext_lazy("answered within the target"),
    "abandoned_within": gettext_lazy("gave up within the target"),
    "answered_median": gettext_lazy("median of answered ones"),
    "answered_p90": gettext_lazy("90th percentile of answered ones"),
    "answered_mean": gettext_lazy("mean of answered ones"),
    "waiting": gettext_lazy("still waiting"),
    "abandoned": gettext_lazy("gave up"),
    "short": gettext_lazy("gave up too soon to count"),
    "transferred": gettext_lazy("passed on at least once"),
    "alone": gettext_lazy("by a bot alone"),
    "touched": gettext_lazy("a bot took part"),
    "time": gettext_lazy("share of the time"),
}
UNIT_LABELS: dict[str, str | Promise] = {
    "points": gettext_lazy("points, −100 to 100"),
    "share": gettext_lazy("per cent"),
    "seconds": gettext_lazy("time"),
    "points of the scale": gettext_lazy("points of the scale"),
    "per 1,000": gettext_lazy("per 1,000"),
}
DIMENSIONS: dict[str, str | Promise] = {
    "program": gettext_lazy("Program"),
    "instrument": gettext_lazy("Instrument"),
    "scale": gettext_lazy("Scale"),
    "touchpoint": gettext_lazy("Touchpoint"),
    "channel": gettext_lazy("Channel"),
    "language": gettext_lazy("Language"),
    "kind": gettext_lazy("Kind"),
    "metric": gettext_lazy("Metric"),
    "respondent": gettext_lazy("Who answered"),
    "answered": gettext_lazy("Answered"),
    "answer_state": gettext_lazy("State of the answer"),
    "segment": gettext_lazy("Segment"),
    "stage": gettext_lazy("Stage"),
    "reason": gettext_lazy("Contact reason"),
    "avoidable": gettext_lazy("Avoidable"),
    "weekday": gettext_lazy("Day of the week"),
    "team": gettext_lazy("Team"),
    "queue": gettext_lazy("Queue"),
    "topic": gettext_lazy("Topic"),
    "priority": gettext_lazy("Priority"),
    "product": gettext_lazy("Product"),
    "location": gettext_lazy("Location"),
    "device": gettext_lazy("Device"),
    "country": gettext_lazy("Country"),
    "currency": gettext_lazy("Currency"),
    "source": gettext_lazy("Source"),
    "holder": gettext_lazy("Who had it"),
    "rating": gettext_lazy("Rating"),
    "actor": gettext_lazy("Who handled it"),
    "name": gettext_lazy("Name"),
}
WARNINGS: dict[str, str | Promise] = {
    "small n": gettext_lazy("few answers: read with care"),
    "suppressed": gettext_lazy("too few answers to be shown, or hidden so that such a group cannot be worked out"),
    "incomplete period": gettext_lazy("the period is not complete"),
    "no answers": gettext_lazy("no answers"),
}
VALUES: dict[str, str | Promise] = {"yes": gettext_lazy("yes"), "no": gettext_lazy("no")}


def metric_label(name: str) -> str:
    """Return what a metric is called."""
    return str(METRIC_LABELS.get(name) or (METRICS[name].label if name in METRICS else name))


def metric_about(name: str) -> str:
    """Return what a metric says, in one sentence."""
    return str(METRIC_ABOUT.get(name) or (METRICS[name].about if name in METRICS else ""))


def statistic_label(name: str) -> str:
    """Return what a statistic is called."""
    return str(STATISTIC_LABELS.get(name, name))


def unit_label(unit: str) -> str:
    """Return a unit in words, spelled once above its figures."""
    return str(UNIT_LABELS.get(unit) or gettext("number"))


def dimension(name: str) -> str:
    """Return what a dimension is called; a key of the workspace's own data keeps its name."""
    own = name.rpartition(".")[2] if not name.startswith(("traits.", "properties.")) else name
    return str(DIMENSIONS.get(own) or FIELDS.get(own) or name.removeprefix("traits.").removeprefix("properties."))


def setting_label(name: str) -> str:
    """Return what a parameter of a metric is called."""
    return str(SETTINGS.get(name, name))


def choice_label(value: str) -> str:
    """Return what a value of a metric's parameter is called."""
    return str(VALUES.get(value) or VALUES_OF_PARAMETERS.get(value, value))


def value_text(value: str | None) -> str:
    """Return a dimension's value as it is shown."""
    return gettext("not known") if value in {None, ""} else str(VALUES.get(str(value), value))


def value_of(field: str, value: str | None) -> str:
    """Return a value of a field as it is shown: those that the tables name in the reader's words."""
    known = VALUES_OF_FIELDS.get((field.rpartition(".")[2], str(value)))
    return str(known) if known else value_text(value)


def row_warning(text: str) -> str:
    """Return what a figure warns of."""
    return str(WARNINGS.get(text) or told(text))


def answers(n: int, text: str) -> str:
    """Return how many answers stand behind a figure."""
    return ngettext("%(count)s answer", "%(count)s answers", n) % {"count": text}
