"""The suppression list counts people: one stands under several marks, and is one entry."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from clew.customers import KnownAs
from clew_server.surveys.answering.leaving import _opt_out
from clew_server.surveys.asking.whom import known
from clew_server.surveys.links import Out
from clew_server.surveys.models import Participant, Suppression
from clew_server.surveys.persons import keys_of, person_of
from clew_server.surveys.sending.outcomes import suppress

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def said(as_analyst, page):
    """What the page says, the list put on it first where one is given."""

    def look(text=""):
        address = page("surveys:suppressed")
        reply = as_analyst.post(address, {"do": "import", "text": text}) if text else as_analyst.get(address)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", reply.content.decode())).split())

    return look


@pytest.fixture
def person(company, published, way):
    def make(customer, address):
        key = person_of(company.id, customer, address)
        return Participant.objects.create(
            distribution=way(published(), "email"), person=key, customer_id=customer, address=address, state="asked"
        )

    return make


def test_a_list_with_two_marks_a_person_counts_people(said, company):
    text = "customer_id,email\nc1,ann@x.org\nc2,bob@x.org"
    assert "2 entries are new." in said(text)
    assert Suppression.objects.filter(workspace=company).count() == 4
    assert "2 entries: nobody asks them" in said()
    assert "0 entries are new." in said(text)


def test_who_stands_there_already_is_no_second_entry(said, company):
    assert "1 entry is new." in said("email\nann@x.org")
    assert "0 entries are new." in said("customer_id,email\nc1,ann@x.org")
    marks = set(Suppression.objects.filter(workspace=company).values_list("person", flat=True))
    assert marks == set(keys_of(company.id, "c1", "ann@x.org"))


@pytest.mark.parametrize("how", ["import", "add"])
def test_who_is_put_there_by_hand_is_there_as_a_person_though_a_message_came_back(
    said, as_analyst, page, person, company, how
):
    suppress(person("c1", "ann@x.org"), "bounced", AT)
    as_analyst.post(page("surveys:suppressed"), {"do": how, "text": "email\nann@x.org", "who": "ann@x.org"})
    assert Suppression.objects.filter(workspace=company).values_list("reason").get() == ("by_hand",)


@pytest.fixture
def ann(monkeypatch):
    """The data know that c1 alone has an e-mail and a number."""
    one = KnownAs(("c1",), ("ann@x.org", "+48601234567"))
    monkeypatch.setattr(known, "known_as", lambda asked, _lake: [
        one if {*named} & {*one.ids, *one.addresses} else KnownAs() for named in asked
    ])  # fmt: skip


@pytest.mark.parametrize("who", ["c1", "Ann@X.org", "+48 601 234 567"])
def test_somebody_is_found_and_taken_off_by_any_name_that_the_data_know(as_analyst, page, company, ann, who):
    address = page("surveys:suppressed")
    shown = as_analyst.post(address, {"do": "look", "who": who}).context
    assert (shown["found"], shown["is_looked_up"]) == (None, True)
    Suppression.objects.create(workspace=company, person=keys_of(company.id, "", "ann@x.org")[0], reason="by_hand")
    assert as_analyst.post(address, {"do": "look", "who": who}).context["found"].reason == "by_hand"
    as_analyst.post(address, {"do": "add", "who": who})
    as_analyst.post(address, {"do": "add", "who": "bob@x.org"})
    assert as_analyst.get(address).context["total"] == 2
    as_analyst.post(address, {"do": "remove", "who": who})
    assert [one.person for one in Suppression.objects.all()] == keys_of(company.id, "", "bob@x.org")


@pytest.mark.parametrize("who", ["c1", "ann@x.org"])
def test_who_opted_out_by_another_name_cannot_be_taken_off_and_an_address_that_came_back_is_itself(
    as_analyst, page, company, ann, who
):
    address, number = page("surveys:suppressed"), keys_of(company.id, "", "+48601234567")[0]
    one = Suppression.objects.create(workspace=company, person=number, reason="bounced")
    assert as_analyst.post(address, {"do": "look", "who": who}).context["found"] is None
    as_analyst.post(address, {"do": "remove", "who": who})
    Suppression.objects.filter(pk=one.pk).update(reason="opted_out")
    assert as_analyst.post(address, {"do": "remove", "who": who}).status_code == 422
    assert not as_analyst.post(address, {"do": "look", "who": who}).context["can_remove"]
    assert Suppression.objects.get() == one


@pytest.mark.parametrize("who", ["ann@x.org", "c1"])
def test_who_is_taken_off_is_off_under_all_marks_that_came_with_it(said, as_analyst, page, company, who):
    said("customer_id,email\nc1,ann@x.org\nc2,bob@x.org")
    said("email\ncarl@x.org")
    as_analyst.post(page("surveys:suppressed"), {"do": "remove", "who": who})
    left = set(Suppression.objects.filter(workspace=company).values_list("person", flat=True))
    assert left == {*keys_of(company.id, "c2", "bob@x.org"), *keys_of(company.id, "", "carl@x.org")}


def test_marks_that_came_later_belong_to_the_same_person(said, as_analyst, page, company):
    as_analyst.post(page("surveys:suppressed"), {"do": "add", "who": "ann@x.org"})
    said("customer_id,email\nc1,ann@x.org")
    as_analyst.post(page("surveys:suppressed"), {"do": "remove", "who": "c1"})
    assert not Suppression.objects.filter(workspace=company).exists()


def test_who_opted_out_under_one_mark_is_taken_off_under_none(said, as_analyst, page, company, person):
    suppress(person("c1", "ann@x.org"), "opted_out", AT)
    as_analyst.post(page("surveys:suppressed"), {"do": "remove", "who": "c1"})
    assert Suppression.objects.filter(workspace=company, person__in=keys_of(company.id, "c1", "ann@x.org")).count() == 2


@pytest.mark.parametrize("way_out", ["link", "mail"])
def test_who_opts_out_is_one_entry_under_all_marks(said, company, person, way_out):
    one = person("c1", "ann@x.org")
    if way_out == "link":
        _opt_out(Out(one.id))
    else:
        suppress(one, "opted_out", AT)
    marks = Suppression.objects.filter(workspace=company)
    assert set(marks.values_list("person", flat=True)) >= set(keys_of(company.id, "c1", "ann@x.org"))
    assert set(marks.values_list("reason", flat=True)) == {"opted_out"}
    assert "1 entry: nobody asks them" in said()


def test_a_long_list_asks_the_database_as_often_as_a_short_one(said, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        assert "120 entries are new." in said("email\n" + "\n".join(f"p{at}@x.org" for at in range(120)))
