"""Who leaves after a bad experience: a complaint, a broken promise, a bad score."""

from __future__ import annotations

from clew.errors import UsageError
from clew.findings.asking.lifelines import EXPERIENCES
from clew.findings.tested.churn import churn_candidate
from clew.findings.work import Work

__all__ = ["look_at_churn"]


def look_at_churn(work: Work) -> None:
    """Test for each kind of bad experience whether more contracts end in the 90 days after it than otherwise."""
    known = False
    for name in EXPERIENCES:
        try:
            found = work.asker.contracts(name)
        except UsageError as reason:
            work.lacks("churn_after", "The question was refused: {reason}", reason=reason)
            return
        if found is None:
            continue
        known = True
        candidate = churn_candidate(name, *found)
        work.candidates += [] if candidate is None else [candidate]
    if not known:
        needs = (
            "Needs rows in the table subscriptions, and complaints, broken promises or NPS answers of their customers."
        )
        work.lacks("churn_after", needs)
