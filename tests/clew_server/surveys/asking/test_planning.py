"""The dry run and the start: who is asked, who is spared and why; starting does exactly what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.clew_server.surveys.asking.conftest import NOW

from clew.errors import UsageError
from clew.store.erasure.erased import add_erased
from clew.store.erasure.keyed import PERSON, Keyed
from clew_server.accounts.models import Workspace
from clew_server.jobs.services import queue
from clew_server.lakes.handles import opened
from clew_server.surveys.asking import ledger, planning, starting
from clew_server.surveys.asking.ledger import claim
from clew_server.surveys.asking.planning import Plan, plan
from clew_server.surveys.asking.settings import Sampling
from clew_server.surveys.asking.starting import start
from clew_server.surveys.asking.whom import changing
from clew_server.surveys.asking.whom.changing import START, empty_list, keep_list
from clew_server.surveys.asking.whom.erased import Erased
from clew_server.surveys.asking.whom.lists import read_list
from clew_server.surveys.asking.whom.person import Person
from clew_server.surveys.models import Alias, Contact, Distribution, Participant, Response, Suppression, Survey
from clew_server.surveys.persons import keys_of

pytestmark = pytest.mark.django_db(transaction=True)
Way = Callable[..., Distribution]
Tell = Callable[..., None]
DAY = timedelta(days=1)


@pytest.fixture
def customers(shop: Workspace, tell: Tell) -> None:
    """Twelve customers; the last two have no e-mail, the tenth is known under two ids."""
    for number in range(12):
        traits: dict[str, Any] = {"plan": "gold" if number < 4 else "free", "language": "pl" if number % 2 else "de"}
        if number < 10:
            traits["email"] = f"C{number}@Example.org"
        tell("identify", {"userId": f"c{number}", "traits": traits})
    tell("alias", {"previousId": "old9", "userId": "c9"})
    opened(shop.id).store.keep(
        "segment", "Gold", {"conditions": [{"field": "traits.plan", "operator": "=", "value": "gold"}]}
    )


def names(found: Plan, reason: str = "") -> set[str]:
    return {one.person.customer_id for one in found.of(reason)}


def written(way: Distribution) -> list[tuple[str, str, str, float, str]]:
    rows = Participant.objects.filter(distribution=way)
    return sorted(rows.values_list("person", "state", "reason", "probability", "address"))


def test_customers_of_the_lake_with_address_language_and_fields(customers: None, wave_of: Way) -> None:
    found = plan(wave_of(whom={"kind": "customers"}), NOW)
    assert names(found) == {f"c{number}" for number in range(10)}
    assert names(found, "no_address") == {"c10", "c11"}
    assert found.unreachable == 2
    one = {each.person.customer_id: each.person for each in found.decisions}
    assert (one["c1"].address, one["c1"].language, one["c1"].fields) == ("c1@example.org", "pl", {"plan": "gold"})
    assert (one["c2"].language, one["c4"].fields) == ("", {"plan": "free"})


def test_a_segment_and_filters_choose(customers: None, wave_of: Way) -> None:
    assert names(plan(wave_of(whom={"kind": "segment", "segment": "Gold"}), NOW)) == {"c0", "c1", "c2", "c3"}
    other = wave_of("product", whom={"kind": "customers", "filters": ["traits.plan=free", "customer_id!=c5"]})
    assert names(plan(other, NOW)) == {"c4", "c6", "c7", "c8", "c9"}
    with pytest.raises(UsageError, match="Gone"):
        plan(wave_of("none", whom={"kind": "segment", "segment": "Gone"}), NOW)


def test_who_is_spared_is_spared_before_the_sample_is_drawn(
    shop: Workspace, customers: None, wave_of: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "complaining", lambda workspace, _now: frozenset(keys_of(workspace, "c2")))
    Suppression.objects.create(workspace=shop, person=keys_of(shop.id, "", "c0@example.org")[0], reason="opted_out")
    Contact.objects.create(
        workspace=shop, person=keys_of(shop.id, "c1")[0], program="product", channel="email", at=NOW - DAY
    )
    way = wave_of(whom={"kind": "customers"}, sampling={"size": 4, "seed": "s"})
    found = plan(way, NOW)
    assert (names(found, "opted_out"), names(found, "asked_lately"), names(found, "complaint")) == (
        {"c0"},
        {"c1"},
        {"c2"},
    )
    assert (found.eligible, len(found.asked), found.spared["not_drawn"]) == (7, 4, 3)
    assert {one.probability for one in found.asked + found.of("not_drawn")} == {4 / 7}
    assert found.suppressed_share == pytest.approx(0.3)


def test_who_another_survey_wants_today_is_spared(shop: Workspace, customers: None, wave_of: Way) -> None:
    first = wave_of("transactional", state="running")
    person = keys_of(shop.id, "c3")[0]
    one = Participant.objects.create(distribution=first, person=person, customer_id="c3", due_at=NOW)
    way = wave_of(whom={"kind": "customers"})
    assert names(plan(way, NOW), "outranked") == {"c3"}
    Participant.objects.filter(pk=one.pk).update(due_at=NOW + DAY)
    assert not plan(way, NOW).spared["outranked"]
    Participant.objects.filter(pk=one.pk).update(due_at=NOW)
    assert not plan(wave_of("transactional", name="other", whom={"kind": "customers"}), NOW).spared["outranked"]


@pytest.mark.parametrize("why", ["closes_at", "closed", "quota"])
def test_a_survey_that_can_ask_nobody_holds_nobody_back(
    shop: Workspace, customers: None, wave_of: Way, why: str
) -> None:
    """Else whoever it planned were spared for good, as long as it runs."""
    first = wave_of("transactional", state="running", quota=1)
    Participant.objects.create(distribution=first, person=keys_of(shop.id, "c3")[0], customer_id="c3", due_at=NOW - DAY)
    way = wave_of(whom={"kind": "customers"})
    assert names(plan(way, NOW), "outranked") == {"c3"}
    survey = Survey.objects.filter(pk=first.survey_id)
    if why == "closes_at":
        survey.update(options={"closes_at": (NOW - DAY).isoformat()})
    elif why == "closed":
        survey.update(state="closed")
    else:
        Response.objects.create(
            survey=first.survey, distribution=first, version=1, language="en", state="finished", began_at=NOW,
            changed_at=NOW,
        )  # fmt: skip
    assert not plan(way, NOW).spared["outranked"]


def test_a_ledger_and_a_survey_are_read_once_however_many_another_wants_today(
    shop: Workspace, customers: None, wave_of: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = wave_of("transactional", state="running")
    for number in range(9):
        one = f"c{number}"
        Participant.objects.create(
            distribution=first, person=keys_of(shop.id, one)[0], customer_id=one, due_at=NOW - DAY
        )
    way, read = wave_of(whom={"kind": "customers"}), []

    def counted(what: Callable[..., Any]) -> Callable[..., Any]:
        def count(*given: Any) -> Any:
            read.append(what.__name__)
            return what(*given)

        return count

    monkeypatch.setattr(planning, "ledger_of", counted(planning.ledger_of))
    monkeypatch.setattr(planning, "live", counted(planning.live))
    assert len(plan(way, NOW).of("outranked")) == 9
    assert Counter(read) == {"ledger_of": 2, "live": 2}


def test_of_three_with_one_address_one_is_asked_and_stands_for_all(shop: Workspace, tell: Tell, wave_of: Way) -> None:
    for number in range(3):
        tell("identify", {"userId": f"f{number}", "traits": {"email": "family@example.org"}})
    tell("identify", {"userId": "g", "traits": {"email": "g@example.org"}})
    found = plan(wave_of(whom={"kind": "customers"}), NOW)
    assert (len(found.asked), found.spared["same_address"]) == (2, 2)
    assert sorted(one.probability for one in found.asked) == [1 / 3, 1]
    assert {one.probability * one.sharing for one in found.asked} == {1}
    listed = wave_of("product")
    tell("alias", {"previousId": "g9", "userId": "g"})
    read = read_list(shop.id, "email", ["en"], b"customer_id,email\ng,a@x.org\ng9,b@x.org\n")
    assert keep_list(listed, read.people) == 2
    found = plan(listed, NOW)
    assert (len(found.asked), found.spared["same_address"], found.asked[0].probability) == (1, 1, 1), "they are one"


def test_whoever_shares_an_address_is_drawn_with_the_probability_that_is_told() -> None:
    """Of k with one address each is in with 1/k of what the sample draws: not likelier, because one was chosen."""
    people = [Person(customer_id=f"p{n}", address="", keys=(f"p{n}", "both" if n < 2 else f"a{n}")) for n in range(10)]
    times: Counter[str] = Counter()
    draws = 2000
    for seed in range(draws):
        reasons = [""] * len(people)
        sharing = planning._once(people, reasons, str(seed))
        drawn = planning._drawn(people, reasons, sharing, Sampling(size=3, seed=str(seed)))
        times.update(one.person.key for one in drawn.asked)
        assert {one.probability for one in drawn.asked if one.sharing == 2} <= {3 / 9 / 2}
    assert [times[f"p{n}"] / draws for n in range(2)] == pytest.approx([3 / 9 / 2] * 2, abs=0.03)
    assert times["p5"] / draws == pytest.approx(3 / 9, abs=0.03)


@pytest.mark.parametrize("whom", [{"kind": "customers"}, {"kind": "list"}])
def test_starting_does_what_the_dry_run_said(
    shop: Workspace, customers: None, wave_of: Way, whom: dict[str, str]
) -> None:
    way = wave_of(whom=whom, sampling={"share": 0.5, "by": "plan", "seed": "s"})
    text = "customer_id,email,plan\n" + "".join(f"c{n},c{n}@example.org,{n % 2}\n" for n in range(9)) + "c9,,\n"
    if whom["kind"] == "list":
        assert keep_list(way, read_list(shop.id, "email", ["en"], text.encode()).people) == 10
        assert keep_list(way, read_list(shop.id, "email", ["en"], text.encode()).people) == 0
    Suppression.objects.create(workspace=shop, person=keys_of(shop.id, "c4")[0], reason="by_hand")
    before = (Participant.objects.count(), Contact.objects.count())
    said = plan(way, NOW)
    assert (Participant.objects.count(), Contact.objects.count()) == before, "a dry run writes nothing"
    assert said.asked
    start(way, NOW)
    expected = sorted(
        (one.person.key, "spared" if one.reason else "planned", one.reason, one.probability, one.person.address)
        for one in said.decisions
    )
    assert written(way) == expected
    assert (way.state, way.started_at) == ("running", NOW)
    with pytest.raises(UsageError, match="already"):
        start(way, NOW)


def test_a_start_that_broke_off_begins_anew(customers: None, wave_of: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    way = wave_of(whom={"kind": "customers"}, sampling={"size": 5, "seed": "s"})
    said, whole, written = plan(way, NOW), starting._write, list[Any]()

    def broken(*given: Any) -> None:
        if written:
            raise OSError("the power is off")
        written.append(whole(*given))

    monkeypatch.setattr(starting, "CHUNK", 8)  # so that one who is planned is among the first
    monkeypatch.setattr(starting, "_write", broken)
    with pytest.raises(OSError, match="power"):
        start(way, NOW)
    one = Participant.objects.filter(distribution=way, state="planned").first()
    assert one is not None
    assert claim(one, NOW) == "planned", "nobody is asked before all is written"
    monkeypatch.setattr(starting, "_write", whole)
    start(way, NOW)
    assert Participant.objects.filter(distribution=way).count() == 12
    assert Participant.objects.filter(distribution=way, state="planned").count() == len(said.asked) == 5


LIST = b"customer_id,email\nc1,c1@example.org\nc2,c2@example.org\nc3,c3@example.org\n"


def test_whoever_comes_onto_a_list_while_it_is_started_is_not_asked(
    shop: Workspace, wave_of: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are in no plan and in no sample."""
    way, whole = wave_of(sampling={"size": 2, "seed": "s"}), starting._write
    keep_list(way, read_list(shop.id, "email", ["en"], LIST).people)

    def write(*given: Any) -> None:
        read = read_list(shop.id, "email", ["en"], LIST + b"c4,d@x.org\n")
        keep_list(Distribution.objects.get(pk=way.pk), read.people)
        whole(*given)

    monkeypatch.setattr(starting, "_write", write)
    found = start(way, NOW)
    assert {one[0] for one in written(way)} == {one.person.key for one in found.decisions}
    assert Participant.objects.filter(distribution=way, state="planned").count() == 2


def test_the_list_of_what_is_being_started_stays_as_it_is(shop: Workspace, wave_of: Way) -> None:
    way = wave_of()
    people = read_list(shop.id, "email", ["en"], LIST).people
    assert keep_list(way, people[:2]) == 2
    job = queue(START, shop.id, unique=str(way.id), way=str(way.id))
    for change in (lambda: keep_list(way, people), lambda: empty_list(way)):
        with pytest.raises(UsageError, match="being started"):
            change()
    assert Participant.objects.filter(distribution=way).count() == 2
    job.delete()
    assert keep_list(way, people) == 1
    Distribution.objects.filter(pk=way.pk).update(state="running")
    with pytest.raises(UsageError, match="is started"):
        empty_list(way)
    assert Participant.objects.filter(distribution=way).count() == 3


@pytest.mark.parametrize("whom", [{"kind": "customers"}, {"kind": "list"}])
def test_who_is_erased_while_it_is_started_does_not_come_back(
    shop: Workspace, customers: None, wave_of: Way, monkeypatch: pytest.MonkeyPatch, whom: dict[str, str]
) -> None:
    way, whole, place = wave_of(whom=whom), starting._write, opened(shop.id).store.place
    if whom["kind"] == "list":
        keep_list(way, read_list(shop.id, "email", ["en"], LIST).people)

    def write(*given: Any) -> None:
        whole(*given)
        keyed = Keyed(place.secret, frozenset())
        add_erased(place.folder, [keyed.key(PERSON, name) for name in ("c1", "c3@example.org")])

    monkeypatch.setattr(starting, "_write", write)
    start(way, NOW)
    assert way.state == "running"
    left = set(Participant.objects.filter(distribution=way).values_list("customer_id", flat=True))
    assert "c2" in left
    assert not {"c1", "c3"} & left
    assert not Alias.objects.filter(person__in=keys_of(shop.id, "", "c1@example.org")).exists()
    other = wave_of("employee")
    keep_list(other, read_list(shop.id, "email", ["en"], LIST).people)
    assert names(start(other, NOW)) == {"c2"}
    assert Participant.objects.filter(distribution=other).count() == 1


def test_who_is_erased_just_before_they_are_written_stops_no_start(
    shop: Workspace, wave_of: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their row is gone: no other key of theirs can be kept with it."""
    way, whole = wave_of(whom={"kind": "list"}), starting._write
    keep_list(way, read_list(shop.id, "email", ["en"], LIST).people)
    there = Participant.objects.filter(distribution=way)

    def write(*given: Any) -> None:
        there.filter(customer_id="c1").delete()
        whole(*given)

    monkeypatch.setattr(starting, "_write", write)
    start(way, NOW)
    assert (way.state, there.filter(customer_id="c1").exists(), there.exists()) == ("running", False, True)
    assert {alias.participant_id for alias in Alias.objects.all()} <= set(there.values_list("id", flat=True))


@pytest.mark.parametrize("whom", [{"kind": "customers"}, {"kind": "list"}])
def test_who_comes_late_with_a_start_leaves_those_alone_who_were_asked_meanwhile(
    shop: Workspace, customers: None, wave_of: Way, monkeypatch: pytest.MonkeyPatch, whom: dict[str, str]
) -> None:
    """A worker that slept while it planned: another one has started the way out, and messages left."""
    way, whole = wave_of(whom=whom), starting.plan
    if whom["kind"] == "list":
        keep_list(way, read_list(shop.id, "email", ["en"], LIST).people)
    mine = Participant.objects.filter(distribution=way)
    states = mine.order_by("id").values_list("id", "state")
    after: list[tuple[Any, str]] = []

    def slow(*given: Any) -> Plan:
        found = whole(*given)
        monkeypatch.setattr(starting, "plan", whole)
        start(Distribution.objects.get(pk=way.pk), NOW)
        assert all(claim(one, NOW) == "" for one in mine.filter(state="planned"))
        after.extend(states.all())
        return found

    monkeypatch.setattr(starting, "plan", slow)
    with pytest.raises(UsageError, match="started already"):
        start(way, NOW + timedelta(seconds=1))
    assert list(states.all()) == after


@pytest.mark.parametrize(("program", "is_read"), [("product", False), ("transactional", True)])
def test_of_those_who_wait_elsewhere_only_who_goes_first_is_read(
    customers: None, wave_of: Way, program: str, *, is_read: bool
) -> None:
    start(wave_of(program, whom={"kind": "customers"}), NOW)
    with CaptureQueriesContext(connection) as said:
        plan(wave_of("relationship", whom={"kind": "customers"}), NOW)
    assert any('FROM "surveys_participant"' in query["sql"] for query in said.captured_queries) is is_read


def test_no_list_is_gone_through_while_others_wait_to_write(
    shop: Workspace, wave_of: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    way, locked = wave_of(whom={"kind": "list"}), list[bool]()
    people = read_list(shop.id, "email", ["en"], LIST).people
    for where, name in ((changing, "keys_of"), (Erased, "has")):
        whole = getattr(where, name)
        monkeypatch.setattr(where, name, lambda *given, whole=whole: locked.append(connection.in_atomic_block)
            or whole(*given))  # fmt: skip
    assert (keep_list(way, people[:2]), keep_list(way, people)) == (2, 1)
    assert locked == [False] * 2
    start(way, NOW)
    assert locked == [False] * (2 + 3 + 3)


def test_a_survey_that_nobody_can_answer_is_not_started(wave_of: Way) -> None:
    way = wave_of(whom={"kind": "customers"})
    Survey.objects.filter(pk=way.survey_id).update(state="closed")
    with pytest.raises(UsageError, match="not open"):
        start(way, NOW)


@pytest.mark.parametrize(("size", "more", "said"), [
    (9, {}, "fewer than 10 people"), (10, {}, ""), (10, {"per_hour": 9}, "messages an hour"),
    (10, {"per_hour": 10}, ""), (10, {"of_server": 9}, "This server sends"), (10, {"of_server": 10}, ""),
])  # fmt: skip
def test_an_anonymous_survey_asks_nobody_alone(
    customers: None, wave_of: Way, monkeypatch: pytest.MonkeyPatch, size: int, more: dict[str, Any], said: str
) -> None:
    """Of a few who are asked, the hour of an answer would tell whose it is."""
    of_server = {"email_per_hour": more.get("of_server", 0)}
    monkeypatch.setattr(planning, "configuration", lambda: type("Told", (), of_server))
    way = wave_of(whom={"kind": "customers"}, sampling={"size": size, "seed": "s"}, **more)
    assert planning.why_not_anonymous(way, size) == ""
    Survey.objects.filter(pk=way.survey_id).update(is_anonymous=True)
    way = Distribution.objects.select_related("survey").get(pk=way.pk)
    if not said:
        assert len(start(way, NOW).asked) == size
        return
    with pytest.raises(UsageError, match=said):
        start(way, NOW)
    assert not Participant.objects.filter(distribution=way).exists()
    assert Distribution.objects.get(pk=way.pk).state == "planned"
