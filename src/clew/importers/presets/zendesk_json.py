"""Zendesk tickets as JSON: the account's export (JSON Lines, nested) and what the API lists."""

from __future__ import annotations

from clew.importers.presets.preset import Block, Form, Preset
from clew.importers.presets.zendesk_csv import KINDS, NO_KIND, RATED, SOLVED
from clew.importers.suggest.draft import Draft

__all__ = ["ZENDESK_JSON"]

CUSTOMER = "requester_id|requester.id"
SCORE = "satisfaction_rating.score|satisfaction_rating"
PROPERTIES = (
    "status",
    "type",
    "tags",
    "brand_id",
    "ticket_form_id",
    "organization_id",
    "organization.name",
    "metric_set.reopens",
    "metric_set.replies",
    "metric_set.group_stations",
    "metric_set.assignee_stations",
    "metric_set.reply_time_in_minutes.business",
    "metric_set.full_resolution_time_in_minutes.calendar",
    "metric_set.full_resolution_time_in_minutes.business",
    "metric_set.agent_wait_time_in_minutes.calendar",
    "metric_set.requester_wait_time_in_minutes.calendar",
    "metric_set.on_hold_time_in_minutes.calendar",
)


def zendesk_json(form: Form) -> list[Draft]:
    """Return the blocks: tickets solved, tickets not solved, what customers said of them."""
    solved = _tickets(form, "tickets that are solved").put("", "where", {form.column("status"): SOLVED})
    solved.read(resolved_at="metric_set.solved_at|solved_at")
    solved.later("resolved_at", "opened_at", "metric_set.full_resolution_time_in_minutes.calendar", "minutes")
    rest = _tickets(form, "tickets that are not solved yet")
    rest.put("", "where", {form.column("status"): {"not": SOLVED}})
    blocks = [solved, rest, *([_said(form)] if form.has(SCORE) else [])]
    return [block.draft for block in blocks]


def _tickets(form: Form, why: str) -> Block:
    """What all tickets have."""
    block = Block(form, "tickets", why).read(
        ticket_id="id",
        customer_id=CUSTOMER,
        opened_at="created_at",
        channel="via.channel",
        kind="type",
        priority="priority",
        team="group.name|group_id|group.id",
        due_at="due_at",
    )
    replied = "metric_set.reply_time_in_minutes.calendar"
    block.later("replied_at", "opened_at", replied, "minutes", "Zendesk counts it from opening")
    block.version("updated_at", "the latest export of a ticket wins")
    if block.draft.has("columns", "kind"):
        block.put("values", "kind", KINDS, "an incident is a problem")
        block.put("missing", "kind", NO_KIND, "a task is work of our own, no kind of request")
    return block.keep(PROPERTIES, "metrics as Zendesk counts them, in minutes; tags and status")


def _said(form: Form) -> Block:
    """The satisfaction rating of a ticket."""
    rated = {"good": "5", "bad": "1", **form.spelled(SCORE, RATED)}
    block = Block(form, "feedback", "what customers said of the ticket")
    block.key("=csat", "id", why="one rating a ticket")
    block.put("", "where", {form.column(SCORE): [*rated, "offered"]}, "rated, or asked and not answered")
    block.read(ticket_id="id", customer_id=CUSTOMER, rating=SCORE, verbatim="satisfaction_rating.comment")
    block.read(answered_at="satisfaction_rating.created_at")
    block.read("the export does not say when they answered: the last change is the nearest", answered_at="updated_at")
    block.read(team="group.name|group_id|group.id", channel="via.channel", employee="assignee.name|assignee_id")
    block.version("updated_at")
    block.say("Zendesk knows good and bad: the best and the worst of five", metric="csat")
    block.say(program="transactional", instrument="Zendesk satisfaction", touchpoint="support")
    block.put("values", "rating", rated)
    block.put("missing", "rating", ["offered"], "asked, not answered")
    return block.put("scale", "min", 1).put("scale", "max", 5)


ZENDESK_JSON = Preset(
    name="zendesk-json",
    title="Zendesk tickets (JSON)",
    signs=("id", CUSTOMER, "via.channel", "status", "created_at", "updated_at"),
    blocks=zendesk_json,
    formats=("json", "jsonl"),
    keep={"email": "requester.email"},
    drop=("requester.name", "subject", "raw_subject", "description", "comments", "submitter.name", "submitter.email"),
)
