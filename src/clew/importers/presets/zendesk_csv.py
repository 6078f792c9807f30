"""Zendesk tickets as CSV: one row a ticket, wide, with the ticket metrics as columns."""

from __future__ import annotations

from clew.importers.presets.preset import Block, Form, Preset
from clew.importers.suggest.draft import Draft

__all__ = ["KINDS", "NO_KIND", "RATED", "SOLVED", "ZENDESK_CSV"]

#: A ticket is solved in these statuses; only then its time of solving is one.
SOLVED = ["Solved", "Closed", "solved", "closed"]
KINDS = {"Incident": "problem", "incident": "problem"}
NO_KIND = ["Task", "task", "-"]
#: What customers said of a solved ticket. Good of {good, bad} is satisfied: 5 and 1 on the scale of CSAT.
RATED = {"good|good with comment|good without comment": "5", "bad|bad with comment|bad without comment": "1"}
SCORE = "Satisfaction Score|Satisfaction|Satisfaction rating"
STATUS = "Status|Ticket status"
TICKET = "Id|Ticket ID|Ticket #"
PROPERTIES = (
    STATUS,
    "Ticket type",
    "Tags",
    "Ticket form",
    "Brand",
    "Organization",
    "Reopens",
    "Replies",
    "Group stations",
    "Assignee stations",
    "First reply time in minutes within business hours",
    "First resolution time in minutes",
    "Full resolution time in minutes",
    "Full resolution time in minutes within business hours",
    "Agent wait time in minutes",
    "Requester wait time in minutes",
    "On hold time in minutes",
)


def zendesk_csv(form: Form) -> list[Draft]:
    """Return the blocks: tickets solved, tickets not solved, what customers said of them."""
    solved = _tickets(form, "tickets that are solved")
    solved.put("", "where", _where(form, SOLVED), "a reopened ticket keeps its old time of solving: it counts no more")
    solved.read(resolved_at="Solved at")
    solved.later("resolved_at", "opened_at", "Full resolution time in minutes", "minutes")
    blocks = [solved]
    if form.has(STATUS):
        rest = _tickets(form, "tickets that are not solved yet")
        blocks.append(rest.put("", "where", _where(form, {"not": SOLVED})))
    if form.has(SCORE):
        blocks.append(_said(form))
    return [block.draft for block in blocks]


def _where(form: Form, wanted: object) -> dict[str, object]:
    column = form.column(STATUS)
    return {column: wanted} if column else {}


def _customer(form: Form) -> str:
    """Our own number of the customer where every ticket has it, else Zendesk's."""
    own = "Requester external id"
    return f"{own}|Requester id" if form.is_full(own) else "Requester id"


def _tickets(form: Form, why: str) -> Block:
    """What all tickets have."""
    block = Block(form, "tickets", why).read(
        ticket_id=TICKET,
        customer_id=_customer(form),
        opened_at="Created at|Requested",
        channel="Via|Channel|Ticket channel",
        kind="Ticket type|Type",
        priority="Priority",
        team="Group|Ticket group",
        due_at="Due date|Due at",
    )
    block.later("replied_at", "opened_at", "First reply time in minutes", "minutes", "Zendesk counts it from opening")
    block.version("Updated at|Updated", "the latest export of a ticket wins")
    block.put("values", "kind", KINDS, "an incident is a problem")
    block.put("missing", "kind", NO_KIND, "a task is work of our own, no kind of request")
    block.put("missing", "*", ["-"], "Zendesk writes - where nothing is said")
    return block.keep(PROPERTIES, "metrics as Zendesk counts them, in minutes; tags and status")


def _said(form: Form) -> Block:
    """The satisfaction rating of a ticket."""
    rated = {"Good": "5", "Bad": "1", **form.spelled(SCORE, RATED)}
    column = form.column(SCORE)
    block = Block(form, "feedback", "what customers said of the ticket")
    block.key("=csat", TICKET, why="one rating a ticket")
    block.put("", "where", {column: [*rated, "Offered"]}, "rated, or asked and not answered; others were not asked")
    block.read(ticket_id=TICKET, customer_id=_customer(form), rating=SCORE)
    block.read("the CSV does not say when they answered: the time of solving is the nearest", answered_at="Solved at")
    block.read(
        team="Group|Ticket group",
        employee="Assignee",
        channel="Via|Channel|Ticket channel",
        verbatim="Satisfaction comment|Satisfaction Comment",
    )
    block.version("Updated at|Updated")
    block.say("Zendesk knows good and bad: the best and the worst of five", metric="csat")
    block.say(program="transactional", instrument="Zendesk satisfaction", touchpoint="support")
    block.put("values", "rating", rated)
    block.put("missing", "rating", ["Offered"], "asked, not answered")
    return block.put("scale", "min", 1).put("scale", "max", 5)


ZENDESK_CSV = Preset(
    name="zendesk-csv",
    title="Zendesk tickets (CSV, one row a ticket)",
    signs=(
        TICKET,
        "Requester|Requester id",
        "Assignee|Group",
        "Via|Ticket type|Satisfaction Score",
        "Created at|Requested",
    ),
    blocks=zendesk_csv,
    formats=("csv", "xlsx"),
    keep={"email": "Requester email"},
    drop=("Requester", "Requester domain", "Submitter", "Subject"),
    is_like=lambda header: (
        header.has("Summation column") or header.has("Group stations|First reply time in minutes|Satisfaction Score")
    ),
    remarks=("Times in Zendesk exports are in the account's time zone; set it under [dates] if it is another one.",),
)
