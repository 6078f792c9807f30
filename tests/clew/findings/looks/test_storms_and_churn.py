"""Storms and churn as a diagnosis looks at them: what is asked, which series are made of it, and what is said."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from clew.errors import UsageError
from clew.findings.looks.churn import look_at_churn
from clew.findings.looks.storms import look_at_storms
from clew.findings.measure import Cell
from clew.findings.tested.churn import DAY, Contracts, Experiences
from clew.stats.sketch import Sketch

FIRST = date(2026, 1, 5)


def contacts(field, counts, name="Outage"):
    """A cell a day on which anybody came, and one of a topic nobody wrote down."""
    days = [(FIRST + timedelta(days=at), many) for at, many in enumerate(counts)]
    known = [Cell({field: name}, str(day), Sketch.of(np.ones(many))) for day, many in days if many]
    return [*known, Cell({field: None}, str(FIRST), Sketch.of(np.ones(500)))]


STORM = [3] * 60 + [40, 45] + [3] * 60


def test_days_on_which_nobody_came_are_days(work, workspace):
    quiet = [1 if at % 10 == 0 else 0 for at in range(60)] + [30] + [0] * 40 + [1]
    done = work(workspace({("contact_rate", "tickets"): contacts("topic", quiet)}))
    look_at_storms(done)
    (told,) = done.candidates
    assert told.where == {"topic": "Outage", "period": str(FIRST + timedelta(days=60))}
    assert told.reference < 1
    words = "clew ask contact_rate.contacts --set contact=tickets --where topic=Outage --every day"
    assert told.command == words


def test_steps_of_runs_are_no_contacts(work, workspace):
    for by_run, told in ((True, 0), (False, 1)):
        done = work(workspace({("contact_rate", "events"): contacts("touchpoint", STORM)}))
        done.by_run = by_run
        look_at_storms(done)
        assert len(done.candidates) == told


@pytest.mark.parametrize(("days", "said"), [(55, ["storm"]), (56, [])])
def test_too_short_a_series_is_said(work, workspace, days, said):
    done = work(workspace({("contact_rate", "calls"): contacts("queue", [3] * days)}))
    look_at_storms(done)
    assert done.candidates == []
    assert [missing.kind for missing in done.missing if missing.why.startswith("Needs contacts")] == said


def test_a_field_of_many_values_is_no_list_of_reasons(work, workspace):
    many = [cell for at in range(61) for cell in contacts("topic", STORM, name=f"t{at}")[:-1]]
    done = work(workspace({("contact_rate", "tickets"): many}))
    look_at_storms(done)
    assert done.candidates == []


def lives(seed=1, size=3_000):
    """Contracts of which one in four has an experience on day 100, half of those ending soon after."""
    rng = np.random.Generator(np.random.PCG64(seed))
    customer = np.arange(size)
    end = np.where(customer % 8 == 0, 100 + rng.integers(1, 80, size), rng.integers(150, 900, size))
    had = customer[customer % 4 == 0]
    contracts = Contracts(customer, np.zeros(size, int), np.minimum(end, 400) * DAY, end <= 400)
    return contracts, Experiences(had, np.full(len(had), 100 * DAY))


def test_each_kind_of_experience_is_tested_once(work, workspace):
    done = work(workspace(lives={"complaint": lives(), "detractor": lives()}))
    look_at_churn(done)
    assert [c.where for c in done.candidates] == [{"after": "complaint"}, {"after": "detractor"}]
    assert done.missing == []
    assert done.asker.asked == [("complaint",), ("broken promise",), ("detractor",)]


@pytest.mark.parametrize(
    ("known", "why"),
    [({}, "Needs rows in the table subscriptions"), ({"complaint": UsageError("no")}, "The question was refused: no")],
)
def test_without_contracts_or_experiences_it_is_said(work, workspace, known, why):
    done = work(workspace(lives=known))
    look_at_churn(done)
    assert done.candidates == []
    assert [missing.kind for missing in done.missing] == ["churn_after"]
    assert done.missing[0].why.startswith(why)
