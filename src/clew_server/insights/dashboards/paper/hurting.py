"""What hurts, by the findings that Pulse has computed and kept; nothing where there are none yet."""

from __future__ import annotations

from clew_server.accounts.gate import MemberRequest
from clew_server.insights.hiding.fields import sees_customers
from clew_server.insights.pulse.computed import read_computed
from clew_server.insights.questions.answering import Reader
from clew_server.insights.questions.showing.figures import locale
from clew_server.lakes.handles import opened

__all__ = ["what_hurts"]

MOST = 6
#: Findings of what goes well, which are not for this slide.
WELL = frozenset({"success_point", "good_period"})


def what_hurts(reader: MemberRequest | Reader) -> list[str]:
    """Return the sentences of the first findings that hurt, in the reader's language; [] where none are known.

    A finding is of all customers, and never of a group that those who see none may not see.
    """
    found = read_computed(opened(reader.workspace.id), locale())
    if found is None or not sees_customers(reader.member.role):
        return []
    told = [finding for finding in found.diagnosis.findings if finding.kind not in WELL]
    return [finding.title for finding in told if finding.evidence.get("better") is not True][:MOST]
