"""One person is one person, whichever way asks them: opting out, gaps and who goes first hold under all their keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.clew_server.surveys.asking.conftest import NOW

from clew.customers.finding import root_of
from clew_server.accounts.models import Workspace
from clew_server.erasure.person import Person
from clew_server.lakes.handles import opened
from clew_server.surveys.answering.leaving import _opt_out
from clew_server.surveys.asking.events.trying import try_events
from clew_server.surveys.asking.ledger import claim, may_ask, may_remind
from clew_server.surveys.asking.planning import plan
from clew_server.surveys.asking.starting import start
from clew_server.surveys.asking.whom import known
from clew_server.surveys.asking.whom.changing import keep_list
from clew_server.surveys.asking.whom.lists import read_list
from clew_server.surveys.asking.whom.person import Person as Asked
from clew_server.surveys.forgetting import forget
from clew_server.surveys.links import Out
from clew_server.surveys.models import Alias, Contact, Delivery, Distribution, Participant, Suppression, Survey
from clew_server.surveys.persons import keys_of, keys_of_names
from clew_server.surveys.sending.claiming import Claimed
from clew_server.surveys.sending.exporting import export
from clew_server.surveys.sending.outcomes import suppress

pytestmark = pytest.mark.django_db(transaction=True)
Way = Callable[..., Distribution]
Tell = Callable[..., None]
Planned = Callable[..., Participant]
ANN, PHONE, SHARED = "ann@example.org", "+48601234567", "+48221234567"
ALL = {"kind": "customers"}
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def customers(shop: Workspace, tell: Tell) -> None:
    """Ann, known by two ids, an e-mail and a number; Bob and Cid, who share a number."""
    tell("identify", {"userId": "k1", "traits": {"email": ANN, "phone": PHONE}})
    tell("alias", {"previousId": "old1", "userId": "k1"})
    for name in ("bob", "cid"):
        tell("identify", {"userId": name, "traits": {"email": f"{name}@example.org", "phone": SHARED}})


def reasons(way: Distribution) -> dict[str, str]:
    return {one.person.customer_id or one.person.address: one.reason for one in plan(way, NOW).decisions}


def of(way: Distribution, customer: str) -> Participant:
    return Participant.objects.select_related("distribution__survey").get(distribution=way, customer_id=customer)


def test_who_opted_out_by_an_address_is_asked_by_no_other(shop: Workspace, wave_of: Way, planned: Planned) -> None:
    texts = wave_of(kind="sms", whom=ALL, name="before")
    start(texts, NOW)
    letters = wave_of(state="running")
    _opt_out(Out(planned(letters, "", ANN).id))
    assert reasons(wave_of(kind="sms", whom=ALL, name="after"))["k1"] == "opted_out"
    one = of(texts, "k1")
    assert (claim(one, NOW), one.state) == ("opted_out", "spared")
    Participant.objects.filter(pk=one.pk).update(state="asked")
    assert may_remind(of(texts, "k1"), NOW) == "opted_out"
    other = Participant.objects.filter(distribution=texts, state="planned").get()
    assert claim(other, NOW) == ""


def test_who_is_on_the_suppression_list_by_hand_is_asked_by_no_other_address(
    shop: Workspace, wave_of: Way, tell: Tell
) -> None:
    Suppression.objects.create(workspace=shop, person=keys_of(shop.id, "", ANN)[0], reason="by_hand")
    assert reasons(wave_of(kind="sms", whom=ALL))["k1"] == "by_hand"
    for name in ("k1", "bob"):
        tell("track", {"event": "Seen", "userId": name, "timestamp": (NOW - DAY).isoformat()})
    tried = wave_of("transactional", "event", state="running", by="sms", rule={"after": "event", "name": "Seen"})
    found = try_events(tried, NOW)
    assert (found.customers, found.silent) == (2, 1)


@pytest.mark.parametrize(("line", "reason"), [
    (b"customer_id\nold1", "complaint"), (b"email\nann@example.org", "complaint"), (b"email\nbob@example.org", ""),
])  # fmt: skip
def test_who_complains_is_not_asked_however_a_list_names_them(
    shop: Workspace, wave_of: Way, tell: Tell, line: bytes, reason: str
) -> None:
    way = wave_of(kind="file", whom={"kind": "list"})
    keep_list(way, read_list(shop.id, "file", ["en"], line).people)
    start(way, NOW)
    opened_at = (NOW - DAY).isoformat()
    tell("tickets", {"ticket_id": "t1", "customer_id": "k1", "kind": "complaint", "created_at": opened_at})
    assert set(reasons(way).values()) == {reason}
    assert claim(Participant.objects.get(), NOW) == reason


def test_who_opted_out_is_not_asked_where_a_list_has_another_id_of_theirs(shop: Workspace, wave_of: Way) -> None:
    for key in keys_of(shop.id, "k1", PHONE):  # when they did, their e-mail was not known
        Suppression.objects.create(workspace=shop, person=key, reason="opted_out")
    way = wave_of(whom={"kind": "list"})
    keep_list(way, read_list(shop.id, "email", ["en"], b"customer_id,email\ncrm17,ann@example.org\n").people)
    assert reasons(way) == {"crm17": "opted_out"}


def test_an_address_that_is_not_there_silences_no_other(
    shop: Workspace, wave_of: Way, planned: Planned, tell: Tell
) -> None:
    """The mail to the old address comes back, the data have a new one: there they are asked, and by telephone."""
    new, later = "ann@new.example.org", NOW + DAY
    suppress(planned(wave_of(state="running"), "k1", ANN), "bounced", NOW)
    assert reasons(wave_of(whom=ALL, name="then"))["k1"] == "bounced"
    tell("identify", {"userId": "k1", "traits": {"email": new, "phone": PHONE}}, received=later)
    letters, texts, file = (
        wave_of("transactional", kind=kind, whom=ALL, name=kind) for kind in ("email", "sms", "file")
    )
    for way in (letters, texts, file):
        Contact.objects.all().delete()
        start(way, NOW)
        one = of(way, "k1")
        assert one.aliases.filter(person=keys_of(shop.id, "", ANN)[0]).exists()
        assert (one.address, claim(one, NOW)) == (PHONE if way == texts else new, "")
        assert may_remind(one, NOW) == ""
        begun = Delivery.objects.create(participant=one, number=0, state="sending", begun_at=NOW)
        assert Claimed(begun.id, 0, NOW, one, one.distribution).mark_handed()
    Contact.objects.all().delete()
    assert export(file, NOW, has_addresses=True).count(b"/s/out/") == 3
    tell("track", {"event": "Seen", "userId": "k1", "timestamp": NOW.isoformat()})
    tried = wave_of("none", "event", state="running", rule={"after": "event", "name": "Seen"})
    assert (try_events(tried, later).silent, try_events(tried, later).reachable) == (0, 1)
    suppress(of(texts, "k1"), "opted_out", NOW)
    one = of(letters, "k1")
    assert may_remind(one, NOW) == "opted_out"
    begun = Delivery.objects.get(participant=one)
    Delivery.objects.update(handed_at=None)
    assert not Claimed(begun.id, 0, NOW, one, one.distribution).mark_handed()
    assert export(file, NOW, has_addresses=True).count(b"/s/out/") == 2
    assert try_events(tried, later).silent == 1


def test_who_goes_first_goes_first_though_another_address_of_theirs_bounced(
    wave_of: Way, planned: Planned, tell: Tell
) -> None:
    suppress(planned(wave_of(state="running"), "k1", ANN), "bounced", NOW)
    tell("identify", {"userId": "k1", "traits": {"email": "ann@new.example.org"}}, received=NOW + DAY)
    start(wave_of("transactional", whom=ALL), NOW)
    mine = wave_of(state="running", kind="sms", name="mine")
    assert reasons(wave_of(kind="sms", whom=ALL, name="dry"))["k1"] == "outranked"
    assert claim(planned(mine, "k1", PHONE), NOW) == "outranked"


@pytest.mark.parametrize("is_anonymous", [False, True])
@pytest.mark.parametrize("by", ["link", "sender"])
def test_an_opt_out_of_a_customer_is_kept_under_all_their_keys(
    shop: Workspace, wave_of: Way, *, by: str, is_anonymous: bool
) -> None:
    texts = wave_of(kind="sms", whom=ALL)
    start(texts, NOW)
    Survey.objects.filter(pk=texts.survey_id).update(is_anonymous=is_anonymous)
    one = of(texts, "k1")
    if by == "link":
        _opt_out(Out(one.id))
    else:
        suppress(one, "opted_out", NOW)
    rows = list(Suppression.objects.filter(workspace=shop))
    assert {row.person for row in rows} >= set(keys_of_names(shop.id, ["k1", "old1"], [ANN, PHONE]))
    assert (len({row.whose for row in rows}), [row.beside for row in rows].count(False)) == (1, 1)
    assert reasons(wave_of("product", whom=ALL))["k1"] == "opted_out"
    assert reasons(wave_of("employee", whom=ALL))["bob"] == ""


def test_a_gap_is_kept_whatever_the_way(wave_of: Way, planned: Planned) -> None:
    letters = wave_of(state="running")
    assert claim(planned(letters, "", ANN), NOW) == ""
    texts = wave_of(kind="sms", whom=ALL, name="texts")
    found = reasons(texts)
    assert (found["k1"], sorted((found["bob"], found["cid"]))) == ("asked_lately", ["", "same_address"])
    Contact.objects.all().delete()
    assert claim(planned(letters, "old1", "ann@old.example.org"), NOW) == ""
    assert reasons(texts)["k1"] == "asked_lately", "by the id that became theirs"


def test_who_is_on_a_list_is_known_by_what_the_data_say(shop: Workspace, wave_of: Way, planned: Planned) -> None:
    letters = wave_of()
    planned(letters, "", ANN, state="planned")
    start(letters, NOW)
    one = Participant.objects.select_related("distribution__survey").get(distribution=letters)
    assert claim(one, NOW) == ""
    contacts = set(Contact.objects.values_list("person", flat=True))
    assert contacts >= set(keys_of_names(shop.id, ["k1", "old1"], [ANN, PHONE]))
    texts = wave_of(kind="sms", name="texts", state="running")
    assert claim(planned(texts, "", PHONE), NOW) == "asked_lately"


def test_an_address_that_several_have_is_nobodys(shop: Workspace, wave_of: Way) -> None:
    letters = wave_of(whom=ALL)
    start(letters, NOW)
    assert [claim(of(letters, name), NOW) for name in ("bob", "cid")] == ["", ""], (
        "a number in common is not written to"
    )
    _opt_out(Out(of(letters, "bob").id))
    found = reasons(wave_of("none", whom=ALL, kind="sms"))
    assert (found["bob"], found["cid"]) == ("opted_out", "asked_lately")


def test_the_account_of_a_firm_is_no_one_person(shop: Workspace, wave_of: Way, planned: Planned, tell: Tell) -> None:
    people = [f"p{number}@firm.example.org" for number in range(6)]
    tell("identify", *({"userId": "ACME", "traits": {"email": one}} for one in people))
    letters = wave_of()
    for one in people:
        planned(letters, "", one, state="planned")
    assert reasons(letters) == dict.fromkeys(people, "")
    start(letters, NOW)
    first, second, *_ = Participant.objects.filter(distribution=letters).order_by("address")
    assert (claim(first, NOW), first.aliases.count()) == ("", 0)
    _opt_out(Out(first.id))
    assert claim(second, NOW) == ""


def test_the_id_that_stands_for_somebody_and_their_addresses_are_kept_first(
    shop: Workspace, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        tell("alias", {"previousId": f"device-{number}", "userId": "k1"})
    asked = Asked(customer_id="", address=PHONE, keys=tuple(keys_of(shop.id, "", PHONE)))
    root = opened(shop.id).retried(lambda lake: root_of("k1", lake))
    first = [*keys_of_names(shop.id, [], [PHONE]), *keys_of_names(shop.id, [root], [ANN])]
    for most in (2, 3):
        monkeypatch.setattr(known, "MOST", most)
        assert [list(one.keys) for one in known.with_all_keys(shop.id, [asked])] == [first[:most]]


@pytest.mark.parametrize("first_by", ["email", "sms"])
def test_who_goes_first_is_seen_under_every_key(wave_of: Way, planned: Planned, first_by: str) -> None:
    """The line between programs holds at the last moment as in the dry run."""
    first, mine = wave_of("transactional", kind=first_by, whom=ALL), wave_of(state="running")
    one = planned(mine, "", ANN)
    start(first, NOW)
    assert (claim(one, NOW), one.state) == ("outranked", "spared")
    assert claim(planned(mine, "", "somebody@example.org"), NOW) == ""


def test_links_for_another_sender_leave_out_who_opted_out_elsewhere(wave_of: Way, planned: Planned) -> None:
    file = wave_of("product", kind="file", whom=ALL)
    start(file, NOW)
    letters = wave_of(state="running")
    assert export(file, NOW, has_addresses=True).count(b"/s/out/") == 3
    _opt_out(Out(planned(letters, "", PHONE).id))
    assert export(file, NOW, has_addresses=True).count(b"/s/out/") == 2


def test_what_is_looked_up_of_somebody_does_not_grow_with_how_often_they_were_asked(
    shop: Workspace, wave_of: Way, planned: Planned
) -> None:
    texts = wave_of("product", state="running", kind="sms")
    keys = keys_of_names(shop.id, ["k1", "old1"], [ANN, PHONE])

    def longest(number: int) -> int:
        one = planned(texts, "k1", PHONE, occasion=f"{number}")
        Alias.objects.bulk_create(Alias(participant=one, person=key) for key in keys)
        with CaptureQueriesContext(connection) as said:
            assert may_ask(one, NOW) == ""
        Participant.objects.filter(pk=one.pk).update(state="asked")
        return max(len(query["sql"]) for query in said.captured_queries)

    assert len({longest(number) for number in range(10, 16)}) == 1


def test_an_erasure_leaves_nothing_under_any_key(shop: Workspace, wave_of: Way) -> None:
    texts = wave_of(kind="sms", whom=ALL)
    start(texts, NOW)
    for one in Participant.objects.filter(distribution=texts, state="planned"):
        assert claim(one, NOW) == ""
    hers = keys_of_names(shop.id, ["k1", "old1"], [ANN, PHONE])
    assert Contact.objects.filter(person__in=hers).count() == len(hers)
    forget(shop.id, Person(("k1",)))
    assert not Contact.objects.filter(person__in=hers).exists()
    assert not Alias.objects.filter(person__in=hers).exists()
    assert set(Participant.objects.values_list("customer_id", flat=True)) == {"bob", "cid"}
    assert Contact.objects.exists(), "nothing of others goes"
