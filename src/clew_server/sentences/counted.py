"""What metrics count, and what their parameters mean: the library's texts, as they are translated."""

from __future__ import annotations

from django.utils.translation import gettext_noop

__all__ = ["COUNTED"]

COUNTED: tuple[str, ...] = (
    gettext_noop("answers to the effort question"),
    gettext_noop("answers to the recommendation question (0-10)"),
    gettext_noop("answers to the satisfaction question"),
    gettext_noop("calls and chats that are over"),
    gettext_noop("calls and chats that came through"),
    gettext_noop("calls and chats whose wait is over, short abandons left out"),
    gettext_noop("calls and chats"),
    gettext_noop("contacts whose following days are over"),
    gettext_noop("contacts"),
    gettext_noop("first purchases of buyers whose following days are over"),
    gettext_noop("invitations to give feedback"),
    gettext_noop("promises that were due and not withdrawn"),
    gettext_noop("promises with a deadline that were done"),
    gettext_noop("ratings"),
    gettext_noop("tickets that were solved at least once, merged ones, spam and duplicates left out"),
    gettext_noop("tickets with a history of status changes, merged ones, spam and duplicates left out"),
    gettext_noop("tickets with a target, merged ones, spam and duplicates left out"),
    gettext_noop("tickets, merged ones, spam and duplicates left out"),
    gettext_noop(
        "what the first group or person in a ticket's history is: its assignment, or already another one "
        "(histories that leave out who had it first)"
    ),
    gettext_noop("the source's own counter: a column of tickets or properties.<key>; without it the history counts"),
    gettext_noop("yes: kept at any time of the promised calendar day (the workspace's) is kept"),
    gettext_noop("a column of tickets with each one's deadline (due_at), or properties.<key>"),
    gettext_noop("how many boxes the top and the bottom of the scale have"),
    gettext_noop("how many of the highest boxes count as satisfied"),
    gettext_noop("which working time, by its name (clew calendar show)"),
    gettext_noop("the column that is looked at: a name, traits.x or properties.x"),
    gettext_noop("what a contact is: an event the customer began, a call, a ticket"),
    gettext_noop("days without another contact (no_repeat)"),
    gettext_noop("within how many days of the first purchase the next counts"),
    gettext_noop("within how many days the next contact counts"),
    gettext_noop(
        "one_touch: one public reply and never reopened; no_follow_up: solved and the customer never wrote again; "
        "no_repeat: no other ticket of the customer on the topic within the days (a ticket without a topic is not "
        "judged); confirmed: the customer said so"
    ),
    gettext_noop(
        "stated: solved when the source says so (resolved_at); history: when its status says so; either: stated "
        "where the source ever states it, else history"
    ),
    gettext_noop("the value that counts; several are separated by |"),
    gettext_noop("a column of tickets, or properties.<key>, in which the source says whether it was met"),
    gettext_noop("whether a promised value is a least or a most"),
    gettext_noop("hours up to which the restricted mean looks"),
    gettext_noop("column of tickets, or properties.<key>, that says yes where nobody could have solved it at once"),
    gettext_noop("passed on to another group, to another person, or either"),
    gettext_noop("what was rated: the metric of the feedback"),
    gettext_noop("what is below the line: known customers, or orders of the same period"),
    gettext_noop("whose definition: ours, or as your help desk shows it (zendesk); the two are never mixed"),
    gettext_noop("the question of feedback that asks whether it is solved (confirmed)"),
    gettext_noop("which other ticket of the customer is a repeat (no_repeat): one on the same topic, or any"),
    gettext_noop("first: the first time it was solved; full: the last time, a reopened one being open"),
    gettext_noop("seconds: who gives up sooner did not really wait and is left out; 0 leaves nobody out"),
    gettext_noop("whose rows are counted"),
    gettext_noop("hours within which it should be done"),
    gettext_noop("seconds within which callers should be answered"),
    gettext_noop("calendar: every second counts; working: only those of the working time"),
    gettext_noop("seconds after the deadline, or units short of the promised value, that still count as kept"),
    gettext_noop("v1: effort, 1-5, low is good; v2: ease, 1-7, high is good"),
)
