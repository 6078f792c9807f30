"""First contact resolution in its four definitions, never without saying which: there is no standard one.

one_touch: Zendesk (one-touch tickets); no_follow_up: Freshservice; no_repeat: the call centre's, by Kaplan-Meier;
confirmed: what customers answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ibis

from clew.metrics.metric import Metric, Parameter, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import moment, seconds_between, unweighted, within_spans
from clew.metrics.rows.left_out import LEFT_OUT, left_out
from clew.metrics.rows.ticket_lives import resolved_lives
from clew.metrics.rows.ticket_replies import with_replies
from clew.metrics.service.parameters import text_in

__all__ = ["first_contact_resolution"]

DEFINITION = Parameter(
    "definition",
    "one_touch: one public reply and never reopened; no_follow_up: solved and the customer never wrote again; "
    "no_repeat: no other ticket of the customer on the topic within the days (a ticket without a topic is not judged); "
    "confirmed: the customer said so",
    "no_repeat", ("no_repeat", "one_touch", "no_follow_up", "confirmed"),
)  # fmt: skip
DAYS = Parameter("days", "days without another contact (no_repeat)", "7", kind="days")
REPEAT = Parameter(
    "repeat", "which other ticket of the customer is a repeat (no_repeat): one on the same topic, or any", "topic",
    ("topic", "any"),
)  # fmt: skip
IMPOSSIBLE = Parameter(
    "impossible", "column of tickets, or properties.<key>, that says yes where nobody could have solved it at once", ""
)
QUESTION = Parameter("question", "the question of feedback that asks whether it is solved (confirmed)", "resolved")
YES = ("yes", "y", "true", "1", "tak", "da", "да")


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the contacts as times to a failure; ``y`` lies beyond the days where it was solved at once.

    For no_repeat the contacts of the last days are watched as far as ``as_of`` goes, and no further.
    """
    return _POPULATIONS[parameters["definition"]](tables, parameters)


def _days(parameters: Mapping[str, str]) -> float:
    return float(parameters["days"]) * 86_400


def _solved_at_once(rows: Any, solved: Any, at: Any, parameters: Mapping[str, str]) -> Any:
    """Return ``rows``, of which everything is known: a failure at time 0, a success beyond the days."""
    y = ibis.cases((solved, _days(parameters) + 1.0), (~solved, 0.0))
    return unweighted(rows, y, at).mutate(ended=ibis.literal(value=True))


def _one_touch(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    rows = _solved_tickets(tables, parameters)
    never = ibis.coalesce(rows.reopenings, ibis.literal(0, "int64")) == 0
    return _solved_at_once(rows, (rows.our_replies == 1) & never, rows.begun_at, parameters)


def _no_follow_up(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    rows = _solved_tickets(tables, parameters)
    return _solved_at_once(rows, rows.their_replies == 0, rows.begun_at, parameters)


def _solved_tickets(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    rows = resolved_lives(tables, {**parameters, "resolution": "full", "done": "either"})
    return with_replies(tables, rows.filter(rows.done_at.notnull()), parameters)


def _no_repeat(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the tickets with the time until the customer's next one; one whose topic nobody knows is not judged.

    Two unknown topics are not known to be one, and taken as no repeat they would make the share look better.
    """
    tickets, now = tables["tickets"], moment(parameters)
    came = tickets.filter(tickets.opened_at <= now)
    rows = within_spans(came, tickets.opened_at, parameters, later=_days(parameters) + 1)
    if parameters["excluded"] != "none":
        excluded = left_out(tables, {**parameters, "spans": ""}).select(excluded_id="ticket_id")
        rows = rows.anti_join(excluded, rows.ticket_id == excluded.excluded_id)
    same = [rows.customer_id, *([rows.topic] if parameters["repeat"] == "topic" else [])]
    window = ibis.window(group_by=same, order_by=[rows.opened_at, rows.ticket_id])
    followed = rows.mutate(next_at=rows.opened_at.lead().over(window))
    waited = seconds_between(followed.opened_at, ibis.coalesce(followed.next_at, now))
    known = followed.customer_id.notnull()
    known = known & followed.topic.notnull() if parameters["repeat"] == "topic" else known
    # when the next one came is asked up to the days alone: so nothing that comes later changes what is known
    is_over = waited > _days(parameters)
    y = ibis.cases((~known, ibis.null("float64")), (is_over, _days(parameters) + 1.0), else_=waited)
    judged = followed.mutate(ended=followed.next_at.notnull() | (known & is_over))
    return unweighted(judged, y, judged.opened_at)


def _settled(parameters: Mapping[str, str]) -> float | None:
    """Return after how many seconds the next contact changes nothing: a second more than the days, for parts of one."""
    return _days(parameters) + 1 if parameters["definition"] == "no_repeat" else None


def _confirmed(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    feedback = tables["feedback"]
    at = ibis.coalesce(feedback.answered_at, feedback.asked_at)
    rows = feedback.filter((feedback.question == parameters["question"]) & (at.isnull() | (at <= moment(parameters))))
    said = ibis.coalesce(rows.choice.strip().lower().isin(YES), rows.rating > 0)
    return _solved_at_once(rows, said, ibis.coalesce(rows.answered_at, rows.asked_at), parameters)


_POPULATIONS = {
    "one_touch": _one_touch, "no_follow_up": _no_follow_up, "no_repeat": _no_repeat, "confirmed": _confirmed,
}  # fmt: skip


def _possible(rows: Any, parameters: Mapping[str, str]) -> Any:
    """Return ``y`` without the contacts that nobody could have solved at once."""
    if not parameters["impossible"] or parameters["definition"] == "confirmed":
        return rows.y
    said = text_in(rows, parameters["impossible"], "impossible").strip().lower()
    return ibis.cases((said.isin(YES), ibis.null("float64")), else_=rows.y)


def _lacking(has: Callable[[str, str], bool], parameters: Mapping[str, str]) -> str | None:
    definition = parameters["definition"]
    if definition in {"one_touch", "no_follow_up"} and not has("ticket_changes", "what=reply"):
        return (
            f"first_contact_resolution by {definition} needs the replies and who wrote them: rows of ticket_changes "
            "where what = reply. Nothing here has them; --set definition=no_repeat needs only tickets with a customer."
        )
    by_topic = definition == "no_repeat" and parameters["repeat"] == "topic"
    if by_topic and has("tickets", "ticket_id") and not has("tickets", "topic"):
        return (
            "first_contact_resolution by no_repeat needs what tickets are about: tickets.topic. No ticket here has "
            "one; --set repeat=any takes any other ticket of the customer for a repeat."
        )
    return None


first_contact_resolution = Metric(
    name="first_contact_resolution",
    label="First contact resolution",
    about="share solved at the first contact, by one of four definitions that is always said",
    unit="share",
    direction="higher",
    table="tickets",
    needs=("tickets.customer_id and topic (no_repeat)", "ticket_changes where what = reply (one_touch, no_follow_up)",
           "feedback.question and choice (confirmed)"),
    time_column="opened_at",
    default_statistic="gross",
    statistics={
        "gross": Statistic(
            "gross", "share", "within", "share of all contacts", horizon=_days, complement=True
        ),
        "net": Statistic(
            "net", "share", "within", "share of the contacts that could be solved at once (impossible=...)", _possible,
            horizon=_days, complement=True,
        ),
        "answers": Statistic("answers", "contacts", "count", "how many contacts", count_of),
    },
    population=population,
    required=lambda _: (),
    base=lambda parameters: "feedback" if parameters["definition"] == "confirmed" else "tickets",
    reads=("ticket_changes",),
    settled=_settled,
    looks_back=False,
    remarks=(LEFT_OUT,),
    split=(),
    shown=("definition", "days"),
    lacking=_lacking,
    parameters=(DEFINITION, DAYS, REPEAT, IMPOSSIBLE, QUESTION),
    version=2,
    counts="contacts",
    source="Freshservice and Zendesk manuals; Call Centre Helper (2019), How to calculate FCR; Kaplan & Meier (1958)",
)  # fmt: skip
