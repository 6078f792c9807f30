"""Whoever the dry run says would be asked is handed a message, and nobody else: from the plan to the courier."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.clew_server.surveys.asking.conftest import NOW

from clew_server.accounts.models import Workspace
from clew_server.surveys.asking.planning import plan
from clew_server.surveys.asking.starting import start
from clew_server.surveys.asking.whom.changing import keep_list
from clew_server.surveys.asking.whom.lists import read_list
from clew_server.surveys.models import Contact, Distribution, Participant, Suppression
from clew_server.surveys.persons import keys_of
from clew_server.surveys.sending.claiming import Claimed
from clew_server.surveys.sending.running import Way, send_due
from clew_server.surveys.sending.states import Verdict

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
PEOPLE = 40


class Courier:
    """Takes what it is handed, and keeps whose it was."""

    def __init__(self) -> None:
        self.handed: list[tuple[str, str]] = []

    def is_there(self, _distribution: Distribution) -> bool:
        return True

    def send(self, claimed: Claimed, about_to: Callable[[], None]) -> Verdict:
        about_to()
        self.handed.append((claimed.distribution.name, claimed.participant.address))
        return Verdict("sent")

    def close(self) -> None:
        """There is nothing to close."""

    def of(self, name: str) -> list[str]:
        return sorted(address for way, address in self.handed if way == name)


@pytest.fixture
def customers(shop: Workspace, tell: Callable[..., None]) -> None:
    """Forty with an e-mail and a number of their own; the last three share an e-mail; one more has none."""
    said = [
        {"userId": f"c{n:02}", "traits": {
            "email": "family@example.org" if n > PEOPLE - 4 else f"c{n:02}@example.org",
            "phone": f"+486010000{n:02}", "plan": "gold" if n % 4 else "free",
        }}
        for n in range(PEOPLE)
    ]  # fmt: skip
    tell("identify", *said, {"userId": "none", "traits": {"plan": "gold"}})
    tell("alias", {"previousId": "old07", "userId": "c07"})


def _held_back(shop: Workspace) -> None:
    """Six who opted out, or were asked, under whatever key, by whatever way."""
    for name in (("c01", ""), ("", "c02@example.org"), ("", "+48601000003")):
        Suppression.objects.create(workspace=shop, person=keys_of(shop.id, *name)[0], reason="opted_out")
    for name in (("c05", ""), ("", "+48601000006"), ("old07", "")):
        Contact.objects.create(
            workspace=shop, person=keys_of(shop.id, *name)[0], program="product", channel="sms", at=NOW - 5 * DAY
        )
    Contact.objects.create(
        workspace=shop, person=keys_of(shop.id, "c08")[0], program="product", channel="sms", at=NOW - 31 * DAY
    )


@pytest.mark.parametrize("whom", ["customers", "list"])
def test_who_is_told_would_be_asked_is_handed_a_message_and_nobody_else(
    shop: Workspace, customers: None, wave_of: Callable[..., Distribution], whom: str
) -> None:
    _held_back(shop)
    courier, ways = Courier(), dict[str, Way]()
    ways["email"] = ways["sms"] = courier
    first = wave_of("transactional", "sms", name="first", whom={"kind": "list"})
    closed = wave_of("transactional", "sms", name="closed", whom={"kind": "list"})
    for way, body in ((first, b"phone\n+48601000010\n+48601000011\n"), (closed, b"phone\n+48601000012\n")):
        keep_list(way, read_list(shop.id, "sms", ["en"], body).people)
        start(way, NOW)
    closed.survey.options = {"closes_at": (NOW - DAY).isoformat()}
    closed.survey.save()
    way = wave_of(whom={"kind": whom}, sampling={"share": 0.6, "by": "plan", "seed": "s"})
    if whom == "list":
        lines = [f"c{n:02}@example.org,{'gold' if n % 4 else 'free'}" for n in range(PEOPLE - 3)]
        keep_list(way, read_list(shop.id, "email", ["en"], "\n".join(["email,plan", *lines]).encode()).people)
    said = plan(way, NOW)
    assert {reason: said.spared[reason] for reason in ("opted_out", "asked_lately", "outranked")} == {
        "opted_out": 3, "asked_lately": 3, "outranked": 2,
    }  # fmt: skip
    assert said.spared["same_address"] == (2 if whom == "customers" else 0)
    assert said.spared["not_drawn"] > 5
    expected = sorted(one.person.address for one in said.asked)
    assert len(expected) > 10
    start(way, NOW)
    assert send_due(shop.id, lambda: ways, lambda: NOW) == len(expected) + 2
    name = Distribution.objects.get(pk=way.pk).name
    assert courier.of(name) == expected
    assert Participant.objects.filter(distribution=first, state="asked").count() == 2
    assert courier.of("sms") == ["+48601000010", "+48601000011"], "of a closed survey nothing leaves"
    assert send_due(shop.id, lambda: ways, lambda: NOW) == 0
    assert Participant.objects.filter(distribution=way, state="asked").count() == len(expected)
