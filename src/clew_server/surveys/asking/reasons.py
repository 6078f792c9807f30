"""Why somebody is not asked: the words kept with a participant, and how people read them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

__all__ = ["FINAL", "PAUSED_BY", "REASONS", "WAITS", "reason_label"]

#: Holds for good for this participant: they are spared.
FINAL: dict[str, str | Promise] = {
    "opted_out": gettext_lazy("said never to be asked again"),
    "bounced": gettext_lazy("messages to their address come back"),
    "by_hand": gettext_lazy("on the suppression list, put there by somebody here"),
    "asked_lately": gettext_lazy("asked another survey not long ago"),
    "outranked": gettext_lazy("another survey goes first"),
    "complaint": gettext_lazy("has an open complaint"),
    "not_drawn": gettext_lazy("not drawn into the sample"),
    "no_address": gettext_lazy("no address is known"),
    "same_address": gettext_lazy("somebody else with the same address is asked"),
    "reopened": gettext_lazy("the ticket was reopened meanwhile"),
    "asked_already": gettext_lazy("was asked already"),
}
#: Passes by: the participant stays planned.
WAITS: dict[str, str | Promise] = {
    "not_due": gettext_lazy("not yet due"),
    "paused": gettext_lazy("the way out is paused"),
    "planned": gettext_lazy("the way out is not started yet"),
    "ended": gettext_lazy("the way out has ended"),
    "closed": gettext_lazy("the survey is closed"),
    "quota": gettext_lazy("enough people have answered"),
}
#: Why a way out paused by itself.
PAUSED_BY: dict[str, str | Promise] = {
    "bounces": gettext_lazy("too many messages came back"),
    "unclear": gettext_lazy("nobody knows whether the last messages arrived; look at what carries them, then resume"),
    "fault": gettext_lazy(
        "Clew itself failed at the last messages; they wait: tell whoever runs the server (its log says why), then "
        "resume"
    ),
    "slow": gettext_lazy(
        "fewer than ten messages would leave in an hour, and an anonymous survey asks nobody so slowly; let more leave,"
        " then resume"
    ),
    "restored": gettext_lazy(
        "the server was put back from a copy, and people who stand here as still to be asked may have been asked since;"
        " look at the list, then resume it or end it"
    ),
}
REASONS = {**FINAL, **WAITS, **PAUSED_BY}


def reason_label(reason: str) -> str:
    """Return how people read a reason; one that nobody knows as it is kept."""
    return str(REASONS.get(reason, reason.replace("_", " ")))
