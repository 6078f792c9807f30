"""How asking went is counted by the database, and counted again whenever anything of it changes."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db.models.sql import compiler
from django.utils import timezone

from clew.surveys.results.cases import Case, disposition_of
from clew.surveys.running import Answer
from clew_server.surveys.models import Delivery, Participant, Response
from clew_server.surveys.models.asking import DELIVERY_STATES, PARTICIPANT_STATES
from clew_server.surveys.results.asked import gathered
from clew_server.surveys.results.reading import counts_of, read_sample
from clew_server.surveys.used import links

from .conftest import START
from .test_page import FIVE

pytestmark = pytest.mark.database


def gather(survey, ways):
    counts = counts_of(survey)
    return gathered.gather(ways, read_sample(survey, counts), counts, 5, timezone.now())


def by_hand(ways):
    """The cases, person by person: the message that arrived, else the last that we did not give up ourselves."""
    cases = Counter()
    for person in Participant.objects.filter(distribution__in=ways):
        messages = list(person.deliveries.exclude(state="refused", told_at=None).order_by("number"))
        arrived = any(one.state in gathered.ARRIVED for one in messages)
        last = "delivered" if arrived else messages[-1].state if messages else ""
        is_back = person.state == "spared" and person.reason in gathered.BACK and last in gathered.BACK
        response = Response.objects.filter(participant=person.id).exclude(state="finished").first()
        progress = (1 / 3 if response.answers else 0.0) if response else 1.0
        cases[disposition_of(Case("asked" if is_back else person.state, last, progress))] += 1
        cases["back"] += last in gathered.BACK
    return cases


def plant(survey, mail, rng, answered, count):
    for at in range(count):
        person = Participant.objects.create(
            distribution=mail, person=f"p{at}", state=rng.choice(PARTICIPANT_STATES),
            reason=rng.choice(["", "bounced", "refused", "opted_out"]), asked_at=START,
        )  # fmt: skip
        for number in range(rng.randint(0, 3)):
            state = rng.choice(DELIVERY_STATES)
            Delivery.objects.create(
                participant=person, number=number, state=state, told_at=rng.choice([None, START]) if state == "refused" else None,  # noqa: E501
            )  # fmt: skip
        if person.state in {"started", "opted_out"} and rng.random() < 0.7:
            answers = {"satisfied": Answer(rating=1)} if rng.random() < 0.5 else {}
            answered(survey, answers, participant=person.id, distribution=mail, at=START + timedelta(hours=at))


@pytest.mark.parametrize("seed", range(4))
def test_cases_are_those_counted_by_hand(published, way, answered, seed):
    survey = published()
    mail, other = way(survey, "email"), way(survey, "sms")
    plant(survey, mail, random.Random(seed), answered, 60)  # noqa: S311 - no secret
    Participant.objects.create(distribution=other, person="elsewhere", state="finished")
    found: Counter = Counter()
    for case, n in gather(survey, [mail]).cases.items():
        found[disposition_of(case)] += n
        found["back"] += n * (case.delivery in gathered.BACK)
    assert +found == +by_hand([mail])


@pytest.fixture
def asked(published, way, answered):
    """Two were asked, of whom one has finished; one is waiting."""
    survey = published()
    mail = way(survey, "email")
    for at, state in enumerate(["asked", "finished", "planned"]):
        person = Participant.objects.create(distribution=mail, person=f"p{at}", state=state, asked_at=START)
        if state != "planned":
            Delivery.objects.create(participant=person, state="sent", sent_at=START)
    answered(survey, FIVE, participant=Participant.objects.get(person="p1").id, distribution=mail)
    return survey, mail


def of(person):
    return Participant.objects.filter(person=person)


def sent_to(person):
    return Delivery.objects.filter(participant__person=person)


def in_bulk(_):
    person = of("p0").get()
    person.state = "opted_out"
    Participant.objects.bulk_update([person], ["state"])


def saved(_):
    person = of("p0").get()
    person.state = "opted_out"
    person.save(update_fields=["state"])


def message_saved(_):
    message = sent_to("p0").get()
    message.state = "bounced"
    message.save()


def reminded(_):
    Delivery.objects.create(participant=of("p0").get(), number=1, state="bounced")


def one_more(mail):
    Participant.objects.bulk_create([Participant(distribution=mail, person="p9", state="asked")])


def message_gone(_):
    sent_to("p1").update(state="bounced")
    sent_to("p1").delete()


def places_traded(_):
    of("p0").update(state="planned")
    of("p2").update(state="asked")


def places_traded_by_saving(_):
    for name, state in (("p0", "planned"), ("p2", "asked")):
        person = of(name).get()
        person.state = state
        person.save(update_fields=["state"])


CHANGES = {
    "a participant's state": lambda _: of("p0").update(state="opened"),
    "that of many": in_bulk,
    "that of one row": saved,
    "one more": one_more,
    "one less": lambda _: of("p0").delete(),
    "a message that came back": lambda _: sent_to("p0").update(state="bounced"),
    "one that was saved": message_saved,
    "one that arrived": lambda _: sent_to("p0").update(state="delivered"),
    "a reminder that came back": reminded,
    "one that is gone": message_gone,
    "as many in each state as before": places_traded,
    "as many in each state, row by row": places_traded_by_saving,
}


@pytest.mark.parametrize("what", CHANGES)
def test_it_is_counted_again_when_anything_of_it_changes(asked, what):
    survey, mail = asked
    before = gather(survey, [mail])
    assert gather(survey, [mail]) is before
    CHANGES[what](mail)
    after = gather(survey, [mail])
    assert after is not before
    gathered.forget_all()
    assert gather(survey, [mail]) == after


def test_an_answer_that_changes_is_counted(asked):
    survey, mail = asked
    before = gather(survey, [mail])
    Response.objects.update(revision=5)
    assert gather(survey, [mail]) is not before


def rows_of(survey, mail, monkeypatch):
    """How many rows a look reads that counts anew."""
    found, cursor_iter = [0], compiler.cursor_iter

    def counted(*given):
        for some in cursor_iter(*given):
            found[0] += len(some)
            yield some

    sample, counts = read_sample(survey, counts_of(survey)), counts_of(survey)
    gathered.forget_all()
    with monkeypatch.context() as patch:
        patch.setattr(compiler, "cursor_iter", counted)
        gathered.gather([mail], sample, counts, 5, timezone.now())
    return found[0]


def test_people_and_messages_are_counted_and_not_read(published, way, monkeypatch):
    survey = published()
    mail = way(survey, "email")
    read = []
    for start in (0, 40):
        for at in range(start, start + 40):
            person = Participant.objects.create(distribution=mail, person=f"p{at}", state="asked")
            Delivery.objects.create(participant=person, state=("sent", "bounced", "delivered")[at % 3], told_at=START)
        read.append(rows_of(survey, mail, monkeypatch))
    assert read == [
        8,
        8,
    ]  # states of people and messages for the stamp (4), of people, reached, not reached, a language


def test_a_message_has_the_way_of_its_participant(asked):
    _, mail = asked
    assert set(Delivery.objects.values_list("distribution", flat=True)) == {mail.id}


def test_who_used_an_anonymous_link_began(company, published, way, answered):
    """Files know it, and no row; whether their message came back stays."""
    survey = published(is_anonymous=True)
    mail = way(survey, "email")
    people = [Participant.objects.create(distribution=mail, person=f"p{at}", state="asked") for at in range(7)]
    Delivery.objects.create(participant=people[1], state="bounced", told_at=START)
    assert gather(survey, [mail]).cases[Case("asked", "", 1.0)] == 6
    links.use([links.Link(company.id, mail.id, one.id) for one in people[:5]], START)
    answered(survey, {"satisfied": Answer(rating=1)}, distribution=mail)
    cases = +gather(survey, [mail]).cases
    assert cases == {Case("asked", "", 1.0): 2, Case("started", "", 1.0): 4, Case("started", "bounced", 1.0): 1}


def test_how_many_began_an_anonymous_survey_moves_in_steps_of_each_way(company, published, way, answered):
    """Some earlier versions kept in rows; each person counts once."""
    survey = published(is_anonymous=True)
    ways = [way(survey, "email"), way(survey, "sms")]
    people = [[Participant.objects.create(distribution=one, person=f"p{at}", state="asked") for at in range(12)]
              for one in ways]  # fmt: skip
    Participant.objects.filter(pk=people[0][0].pk).update(state="started")
    told = []
    for used in (1, 4, 5, 9, 10):
        links.use([links.Link(company.id, ways[0].id, one.id) for one in people[0][:used]], START)
        links.use([links.Link(company.id, ways[1].id, one.id) for one in people[1][: used - 1]], START)
        answered(survey, {"satisfied": Answer(rating=1)}, distribution=ways[0])
        cases = gather(survey, ways).cases
        assert sum(cases.values()) == 24
        told.append(sum(n for case, n in cases.items() if case.state == "started"))
    assert told == [0, 0, 5, 10, 15]
