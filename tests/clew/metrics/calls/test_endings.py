"""How a wait ended: every combination of times, against plain Python."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st


def expected(answered, abandoned, ended):
    """The ending that comes first, an answer before a hang-up, and how long the wait was; now is second 100."""
    known = [
        (seconds, place, name)
        for place, (name, seconds) in enumerate((("answered", answered), ("gave up", abandoned)))
        if seconds is not None and seconds <= 100
    ]
    if known:
        seconds, _, name = min(known)
        return name, seconds
    return ("otherwise", ended) if ended is not None and ended <= 100 else ("waits", 100)


SECONDS = st.none() | st.integers(0, 200)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(SECONDS, SECONDS, SECONDS), min_size=1, max_size=12))
def test_what_came_first_counts(judge, times):
    calls = {str(i): dict(zip(("answered", "abandoned", "ended"), each, strict=True)) for i, each in enumerate(times)}
    waited, answered = judge("wait_time", calls), judge("wait_time.answered_mean", calls)
    waiting, gave_up = judge("wait_time.waiting", calls), judge("abandonment", calls, short="0")
    for i, each in enumerate(times):
        name, (ending, seconds) = str(i), expected(*each)
        assert waited[name][0] == seconds
        assert answered[name][0] == (seconds if ending == "answered" else None)
        assert waiting[name][0] == (1.0 if ending == "waits" else None)
        assert gave_up[name][0] == {"gave up": 1.0, "waits": None}.get(ending, 0.0)


def test_a_call_that_begins_later_is_no_call_yet(population):
    later = {"call_id": "later", "queued_at": datetime(2026, 3, 2, 9)}  # noqa: DTZ001 - UTC
    assert population("wait_time", {"calls": [later]}, as_of="2026-03-02T08:59:59") == []


def test_of_one_instant_an_answer_counts(judge):
    both = {"both": {"answered": 7, "abandoned": 7}}
    assert judge("abandonment", both, short="0")["both"][0] == 0.0
    assert judge("wait_time.answered_mean", both)["both"][0] == 7.0
