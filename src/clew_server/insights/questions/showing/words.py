"""The library's names in the reader's language: metrics, statistics, units, dimensions, what is warned of."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from clew.metrics import METRICS

__all__ = ["dimension", "metric_about", "metric_label", "row_warning", "statistic_label", "unit_label", "value_text"]

_ = gettext_lazy
METRIC_LABELS: dict[str, str | Promise] = {
    "nps": _("Net Promoter Score"),
    "csat": _("Customer satisfaction"),
    "ces": _("Customer effort"),
    "rating": _("Rating"),
    "share": pgettext_lazy("metric", "Share"),
    "response_rate": _("Response rate"),
    "promise_kept": _("Promises kept"),
    "lateness": _("Lateness"),
    "repeat_contact": _("Repeat contact"),
    "contact_rate": _("Contact rate"),
    "repurchase": _("Repurchase"),
    "first_reply_time": _("First reply time"),
    "resolution_time": _("Time to resolution"),
    "requester_wait": _("Customer's waiting time"),
    "on_hold": _("Time on hold"),
    "agent_wait": _("Waiting for the customer"),
    "time_with": _("Who had the ball"),
    "first_contact_resolution": _("Solved at first contact"),
    "reopen_rate": _("Reopened"),
    "reassignments": _("Passed on"),
    "sla_met": _("Service level met"),
    "backlog": _("Backlog"),
    "wait_time": _("Waiting time of calls"),
    "abandonment": _("Callers who gave up"),
    "transfers": _("Transfers of calls"),
    "bot_share": _("Calls handled by a bot"),
}
METRIC_ABOUT: dict[str, str | Promise] = {
    "nps": _("Per cent promoters (9-10) less per cent detractors (0-6)."),
    "csat": _("Share of answers in the two highest boxes of their scale (4-5 of 5)."),
    "ces": _("Mean rating of effort (v1, low is good) or of ease (v2, high is good)."),
    "rating": _("Mean rating on its own scale: stars, marks."),
    "share": _("Share of the rows of a table that have a value in a column, such as customers who left."),
    "response_rate": _("Share of invitations that were answered, partial answers included."),
    "promise_kept": _("Share of due promises that were kept; a passed deadline is due, a withdrawn promise is not."),
    "lateness": _("Time from the deadline of a promise to when it was done; negative when early."),
    "repeat_contact": _("Share of contacts that were followed by another of the same customer within some days."),
    "contact_rate": _("Contacts per 1,000 customers, or per 1,000 orders of the same period."),
    "repurchase": _("Share of buyers who bought again within some days of their first purchase."),
    "first_reply_time": _("From the opening of a ticket to the first public reply of a person; a bot's is none."),
    "resolution_time": _("From the opening of a ticket until it was solved; open ones count for as long as they are."),
    "requester_wait": _("How long the customer waited for us or for somebody we asked; closed tickets only."),
    "on_hold": _("How long a ticket waited for a third party; closed tickets only."),
    "agent_wait": _("How long we waited for the customer; closed tickets only."),
    "time_with": _("A ticket's life by who had it: us, the customer, a third party, a bot; it adds up to the whole."),
    "first_contact_resolution": _("Share solved at the first contact, by one of four definitions that is always said."),
    "reopen_rate": _("Share of solved tickets that were opened again."),
    "reassignments": _("How often a ticket was passed on to another group or person."),
    "sla_met": _("Share of tickets solved within their target; open ones past it are not met, others count so far."),
    "backlog": _("Tickets that are open: opened so far less solved so far."),
    "wait_time": _("How long a caller waits until answered or giving up."),
    "abandonment": _("Share of callers who gave up waiting; who gave up within the first seconds is left out."),
    "transfers": _("How often a caller is passed on; who gave up waiting is left out."),
    "bot_share": _("Share of calls that a bot handled alone, without a person and without the caller giving up."),
}
STATISTIC_LABELS: dict[str, str | Promise] = {
    "nps": _("score"),
    "promoters": _("promoters"),
    "passives": _("passives"),
    "detractors": _("detractors"),
    "mean": _("mean"),
    "median": _("median"),
    "p90": _("90th percentile"),
    "distribution": _("distribution"),
    "answers": pgettext_lazy("statistic", "how many"),
    "satisfied": _("satisfied"),
    "easy": pgettext_lazy("statistic", "easy"),
    "hard": pgettext_lazy("statistic", "hard"),
    "top": _("highest boxes"),
    "bottom": _("lowest boxes"),
    "share": pgettext_lazy("statistic", "share"),
    "answered": pgettext_lazy("statistic", "answered"),
    "kept": pgettext_lazy("statistic", "kept"),
    "broken": pgettext_lazy("statistic", "broken"),
    "late": pgettext_lazy("statistic", "late"),
    "repeated": pgettext_lazy("statistic", "repeated"),
    "rate": pgettext_lazy("statistic", "rate"),
    "contacts": pgettext_lazy("statistic", "how many contacts"),
    "repurchased": _("bought again"),
    "closed_median": _("median of closed ones"),
    "closed_p90": _("90th percentile of closed ones"),
    "closed_mean": _("mean of closed ones"),
    "restricted_mean": _("mean up to the horizon"),
    "within": _("within the target"),
    "open": pgettext_lazy("statistic", "still open"),
    "unanswered": _("solved without a reply"),
    "ever": _("had any of it"),
    "gross": _("of all contacts"),
    "net": _("of those that could be"),
    "reopened": _("opened again"),
    "tickets": pgettext_lazy("statistic", "how many tickets"),
    "passed_on": _("passed on at least once"),
    "met": _("within the target, open ones counted"),
    "met_closed": _("within the target, closed ones only"),
    "breached": _("took longer"),
    "open_breached": _("open and late"),
    "burn_time": _("until all are closed at today's pace"),
    "age_median": _("median age of open ones"),
    "age_p90": _("90th percentile of the age of open ones"),
    "opened": _("how many were opened"),
    "closed": _("how many were closed"),
    "answered_within": _("answered within the target"),
    "abandoned_within": _("gave up within the target"),
    "answered_median": _("median of answered ones"),
    "answered_p90": _("90th percentile of answered ones"),
    "answered_mean": _("mean of answered ones"),
    "waiting": _("still waiting"),
    "abandoned": _("gave up"),
    "short": _("gave up too soon to count"),
    "transferred": _("passed on at least once"),
    "alone": _("by a bot alone"),
    "touched": _("a bot took part"),
    "time": _("share of the time"),
}
UNIT_LABELS: dict[str, str | Promise] = {
    "points": _("points, −100 to 100"),
    "share": _("per cent"),
    "seconds": _("time"),
    "points of the scale": _("points of the scale"),
    "per 1,000": _("per 1,000"),
}
DIMENSIONS: dict[str, str | Promise] = {
    "program": _("Program"),
    "instrument": _("Instrument"),
    "scale": _("Scale"),
    "touchpoint": _("Touchpoint"),
    "channel": _("Channel"),
    "language": _("Language"),
    "kind": _("Kind"),
    "metric": _("Metric"),
    "respondent": _("Who answered"),
    "answered": _("Answered"),
    "answer_state": _("State of the answer"),
    "segment": _("Segment"),
    "stage": _("Stage"),
    "reason": _("Contact reason"),
    "avoidable": _("Avoidable"),
    "weekday": _("Day of the week"),
    "team": _("Team"),
    "queue": _("Queue"),
    "topic": _("Topic"),
    "priority": _("Priority"),
    "product": _("Product"),
    "location": _("Location"),
    "device": _("Device"),
    "country": _("Country"),
    "currency": _("Currency"),
    "source": _("Source"),
    "holder": _("Who had it"),
    "rating": _("Rating"),
    "actor": _("Who handled it"),
    "name": _("Name"),
}
WARNINGS: dict[str, str | Promise] = {
    "small n": _("few answers: read with care"),
    "suppressed": _("too few answers to be shown, or hidden so that such a group cannot be worked out"),
    "incomplete period": _("the period is not complete"),
}
VALUES: dict[str, str | Promise] = {"yes": _("yes"), "no": _("no")}


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
    return str(DIMENSIONS.get(name) or name.removeprefix("traits.").removeprefix("properties."))


def value_text(value: str | None) -> str:
    """Return a dimension's value as it is shown."""
    return gettext("not known") if value in {None, ""} else str(VALUES.get(str(value), value))


def row_warning(text: str) -> str:
    """Return what a figure warns of; words that only the library knows stay in English."""
    return str(WARNINGS.get(text, text))


def answers(n: int, text: str) -> str:
    """Return how many answers stand behind a figure."""
    return ngettext("%(count)s answer", "%(count)s answers", n) % {"count": text}
