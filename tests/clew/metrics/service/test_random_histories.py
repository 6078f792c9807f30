"""Random histories against an oracle in plain Python: walk through the changes one by one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clew.metrics.service.conftest import HOUR, changes, ticket

from clew.rules import Rules

NOW = 60
STATUSES = ["open", "pending", "hold", "bot", "solved", "closed", "new", "merged", "no such status", None]
HELD = ("us", "customer", "third_party", "bot")
moves = st.lists(st.tuples(st.integers(-3, 70), st.sampled_from(STATUSES)), max_size=8)
openings = st.one_of(st.none(), st.integers(0, 20))


def walk(opened, history):
    """Return (hours held, done at, first done at, times reopened) of one ticket; None where it does not count."""
    seen = [(hours, place, status) for place, (hours, status) in enumerate(history) if hours <= NOW]
    seen.sort(key=lambda change: change[:2])
    if opened is None and not seen:
        return None
    begun = seen[0][0] if opened is None else opened
    points = ([(begun, "us")] if opened is not None else []) + [
        (max(hours, begun), Rules().holder(status)) for hours, _, status in seen
    ]
    if points[-1][1] == "excluded":
        return None
    held, done, first, again, before = dict.fromkeys(HELD, 0.0), None, None, 0, None
    for (start, holder), (end, _) in zip(points, [*points[1:], (NOW, "")], strict=True):
        if holder in held:
            held[holder] += end - start
            again += before == "done"
        if holder == "done" and before != "done":
            done, first = start, start if first is None else first
        before = holder
    return held, done if before == "done" else None, first, again, begun


@settings(deadline=None, max_examples=8)
@given(st.lists(st.tuples(openings, moves), min_size=1, max_size=12))
def test_the_engine_and_the_walk_agree(service, given_tickets):
    tickets = [ticket(str(i), opened) for i, (opened, _) in enumerate(given_tickets)]
    history = [
        change
        for i, (_, moved) in enumerate(given_tickets)
        for change in changes(*((hours, "status", status) for hours, status in moved), name=str(i))
    ]
    truth = {str(i): walk(*one) for i, one in enumerate(given_tickets)}
    counted = {name: found for name, found in truth.items() if found}

    lasted = service("resolution_time", tickets, history, NOW)
    assert {name: y for name, y in lasted.items() if y is not None} == {
        name: ((NOW if done is None else done) - begun) * HOUR for name, (_, done, _, _, begun) in counted.items()
    }
    assert service("reopen_rate.mean", tickets, history, NOW) == {
        name: again for name, (_, _, first, again, _) in counted.items() if first is not None
    }
    held = service("time_with.mean", tickets, history, NOW)
    for (name, holder), seconds in held.items():
        assert seconds == counted[name][0][holder] * HOUR
    waits = service("requester_wait", tickets, history, NOW)
    for name in {name for name, _ in held}:
        whole = sum(seconds for (of, _), seconds in held.items() if of == name)
        assert waits[name] == (None if counted[name][1] is None else whole - held[name, "customer"])
        assert whole <= (NOW - counted[name][4]) * HOUR
