"""Ways out of anonymous surveys, over HTTP: ten people or more, and counts that move in steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from clew_server.jobs.worker import run_one
from clew_server.surveys.asking.planning import TOO_FEW
from clew_server.surveys.models import Distribution, Participant, Response, Survey

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
Page = Callable[..., str]


@pytest.fixture
def quiet(survey: Callable[..., Survey]) -> Distribution:
    found = survey("relationship", is_anonymous=True)
    return Distribution.objects.create(survey=found, kind="email", name="All of them", slug="s" * 16, state="planned")


def invite(way: Distribution, count: int) -> None:
    for at in range(count):
        Participant.objects.create(distribution=way, person=f"p{at}", address=f"p{at}@example.org")


@pytest.mark.parametrize(("count", "state"), [(9, "planned"), (10, "running")])
def test_fewer_than_ten_are_not_asked_and_the_dry_run_says_why(
    quiet: Distribution, as_owner: Client, page: Page, count: int, state: str
) -> None:
    invite(quiet, count)
    said = str(TOO_FEW) % {"n": 10}
    of_way = {"survey_id": quiet.survey_id, "way_id": quiet.id}
    text = as_owner.get(page("surveys:way_dry", **of_way)).content.decode()
    assert (said in text, 'value="start" disabled' in text) == ((state == "planned"),) * 2
    as_owner.post(page("surveys:way_step", **of_way), {"step": "start"})
    while run_one():
        pass
    quiet.refresh_from_db()
    assert quiet.state == state
    assert (said in as_owner.get(page("surveys:way", **of_way)).content.decode()) is (state == "planned")


@pytest.mark.parametrize(("is_anonymous", "told"), [(True, "0"), (False, "4")])
def test_finished_answers_are_counted_in_steps(
    quiet: Distribution, as_owner: Client, page: Page, *, is_anonymous: bool, told: str
) -> None:
    Survey.objects.update(is_anonymous=is_anonymous)
    Distribution.objects.update(state="running")
    for _ in range(4):
        finish(quiet)
    of_way = {"survey_id": quiet.survey_id, "way_id": quiet.id}
    address = page("surveys:way", **of_way)
    assert (f"<dd>{told}</dd></div></dl>" in as_owner.get(address).content.decode()) is not is_anonymous
    finish(quiet)
    for one in (address, page("surveys:ways", survey_id=quiet.survey_id)):
        assert ">5<" in as_owner.get(one).content.decode()


def finish(way: Distribution) -> None:
    Response.objects.create(
        survey=way.survey, distribution=way, version=1, language="en", state="finished", began_at=AT, changed_at=AT,
        finished_at=AT, revision=1,
    )  # fmt: skip
