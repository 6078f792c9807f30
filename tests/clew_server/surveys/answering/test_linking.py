"""A linking attack: who has the database, the journal, the tables, the files and a backup guesses who answered what."""

from __future__ import annotations

import random
from uuid import UUID

import pytest
from django.db import connection

from clew.store.loading.blocks import decode_block
from clew_server.collect import intake
from clew_server.lakes.handles import opened
from clew_server.surveys.links import personal_token
from clew_server.surveys.models import Participant, Response
from clew_server.surveys.used import links, settling

pytestmark = pytest.mark.django_db

PEOPLE = 300
#: A guess is right by chance once in so many people; one percent more is borne of all guesses together, and of no
#: attack so many as luck gives once in ten million.
BORNE, LUCK = 1 / PEOPLE + 0.01, 10


@pytest.fixture
def nobody(published, mail):
    return mail(published(is_anonymous=True))


def answer(visit, send, who, rating: str) -> UUID:
    """Answer all pages by somebody's link; the response."""
    first = visit(f"/s/{personal_token(who.id)}")
    form = {"asked": "satisfied", "q.satisfied": rating, "seed": first.field("seed"), "began": first.field("began")}
    sent = send(first.action, form)
    while not sent.leads_to.endswith("/done"):
        page = visit(sent.leads_to)
        sent = send(page.action, {"asked": page.field("asked"), "began": page.field("began")})
    return first.response_id


def test_a_linking_attack_is_no_better_than_chance(nobody, ask, visit, send, company):
    """Whoever has the database, the journal and the tables guesses who gave which answer: by every order there is."""
    people = [ask(nobody, at) for at in range(PEOPLE)]
    order = list(people)
    random.Random(7).shuffle(order)  # noqa: S311 - it must repeat
    truth, copies = {}, [frozenset()]
    for at, who in enumerate(order):
        truth[answer(visit, send, who, str(1 + at % 5))] = who.id
        if at == PEOPLE // 2:
            settling.look(company.id)
            copies.append(frozenset(links._used(links._paths(company.id, nobody.id)[1])))
    assert len(truth) == PEOPLE
    assert len(copies[-1]) == PEOPLE // 2 + 1
    right = {}
    for name, guesses in attacks(company, copies[-1]).items():
        assert len(guesses) == PEOPLE
        right[name] = sum(truth[response] == who for response, who in guesses)
    assert max(right.values()) <= LUCK, right
    assert sum(right.values()) <= BORNE * PEOPLE * len(right), right


def attacks(company, copied: frozenset[UUID]) -> dict[str, list[tuple[UUID, UUID]]]:
    """Who gave which answer, by matching an order of answers to an order of people."""
    answers = {"as they lie": stored(Response), "by id": sorted(stored(Response)), "journal": journalled(company)}
    people = {"as they lie": stored(Participant), "by id": sorted(stored(Participant)),
              "backwards": stored(Participant)[::-1], "by person": by_person(),
              "by a backup": sorted(stored(Participant), key=lambda one: (one not in copied, one))}  # fmt: skip
    if connection.vendor == "postgresql":
        people |= {"by transaction": stamped("xmin::text::bigint"), "by place": stamped("ctid")}
    return {
        f"{one} and {other}": list(zip(answers[one], people[other], strict=True)) for one in answers for other in people
    }


def stored(model: type) -> list[UUID]:
    """The ids in the order in which the database keeps them."""
    order = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {model._meta.db_table} ORDER BY {order}")
        return [one if isinstance(one, UUID) else UUID(one) for (one,) in cursor.fetchall()]


def stamped(by: str) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM surveys_participant ORDER BY {by}, cmin::text::bigint")
        return [one for (one,) in cursor.fetchall()]


def by_person() -> list[UUID]:
    return list(Participant.objects.order_by("person").values_list("id", flat=True))


def journalled(company) -> list[UUID]:
    """The responses in the order in which the journal has their first messages."""
    intake.end_all(30)
    found: dict[UUID, None] = {}
    for record in opened(company.id).store.place.journal.read():
        if record.kind == "api" and record.body:
            rows = decode_block(record.body).rows
            for source, text in zip(rows.column("source").to_pylist(), rows.column("message").to_pylist(), strict=True):
                if source == "survey:delivery":
                    found[UUID(text.split('"feedback_id":"')[1].split("|")[0])] = None
    ours = set(Response.objects.values_list("id", flat=True))
    return [one for one in found if one in ours]
