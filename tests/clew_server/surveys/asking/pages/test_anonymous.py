"""Ways out of anonymous surveys, over HTTP: ten people or more, and counts that move in steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from tests.clew_server.surveys.asking.pages.test_ways import SET

from clew.errors import UsageError
from clew_server.jobs.worker import run_one
from clew_server.surveys.asking import planning
from clew_server.surveys.asking.planning import SERVER_TOO_SLOW, TOO_FEW, TOO_SLOW
from clew_server.surveys.asking.states import move
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


@pytest.mark.parametrize(("per_hour", "is_kept"), [("9", False), ("10", True), ("", True)])
@pytest.mark.parametrize("state", ["planned", "running", "paused"])
def test_fewer_than_ten_an_hour_cannot_be_set_whatever_state_it_is_in(
    quiet: Distribution, as_analyst: Client, page: Page, state: str, per_hour: str, *, is_kept: bool
) -> None:
    Distribution.objects.update(state=state, settings={"per_hour": 50})
    address = page("surveys:way", survey_id=quiet.survey_id, way_id=quiet.id)
    answer = as_analyst.post(address, {**SET, "share": "", "by": "", "per_hour": per_hour})
    assert (answer.status_code == 302, str(TOO_SLOW) % {"n": 10} in answer.content.decode()) == (is_kept, not is_kept)
    quiet.refresh_from_db()
    assert quiet.settings.get("per_hour") == ((int(per_hour) if per_hour else None) if is_kept else 50)


@pytest.mark.parametrize(("kind", "own", "of_server", "said"), [
    ("email", 9, 0, TOO_SLOW), ("sms", 9, 0, TOO_SLOW), ("email", 50, 9, SERVER_TOO_SLOW), ("email", 50, 10, ""),
    ("sms", 50, 9, ""),
])  # fmt: skip
def test_a_way_out_that_would_be_too_slow_is_not_resumed(
    quiet: Distribution, as_analyst: Client, page: Page, monkeypatch: pytest.MonkeyPatch,
    kind: str, own: int, of_server: int, said: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(planning, "configuration", lambda: type("Told", (), {"email_per_hour": of_server}))
    Distribution.objects.update(kind=kind, state="paused", settings={"per_hour": own})
    of_way = {"survey_id": quiet.survey_id, "way_id": quiet.id}
    answer = as_analyst.post(page("surveys:way_step", **of_way), {"step": "resume"}, follow=True)
    quiet.refresh_from_db()
    assert quiet.state == ("paused" if said else "running")
    assert (str(said) % {"n": 10} if said else "It runs again") in answer.content.decode()
    if said:
        with pytest.raises(UsageError, match="an hour"):
            move(quiet, "resume", AT)


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
