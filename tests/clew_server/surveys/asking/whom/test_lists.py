"""Lists of participants: columns by name, wrong lines named, one person once, nothing is a formula."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew_server.accounts.models import Workspace
from clew_server.surveys.asking.whom.lists import Read, read_list
from clew_server.surveys.persons import keys_of

pytestmark = pytest.mark.django_db


def listed(company: Workspace, text: str | bytes, kind: str = "email") -> Read:
    return read_list(company.id, kind, ["en", "pl"], text.encode() if isinstance(text, str) else text)


def test_columns_are_known_by_name_and_others_become_fields(company: Workspace) -> None:
    read = listed(
        company,
        "Customer;E-mail;Language;plan;first name\nc1;Anna@Example.org;pl-PL;gold;Anna\nc2;bob@example.org;de;;Bob\n",
    )
    assert [(one.customer_id, one.address, one.language, one.fields) for one in read.people] == [
        ("c1", "anna@example.org", "pl", {"plan": "gold"}),
        ("c2", "bob@example.org", "", {}),
    ]
    assert read.left_out == ["first name"]
    assert read.people[0].keys == tuple(keys_of(company.id, "c1", "anna@example.org"))
    assert not read.wrong
    assert not read.problem


def test_wrong_lines_are_named_by_number_and_the_others_taken(company: Workspace) -> None:
    read = listed(company, "customer_id,email\nc1,a@example.org\nc2,none\n,\nc4\nc5,,x\nc6,\n,b@example.org\n")
    assert [one.customer_id or one.address for one in read.people] == ["c1", "c6", "b@example.org"]
    assert [(one.line, one.reason[:5]) for one in read.wrong[:1]] == [(3, "email")]
    assert [one.line for one in read.wrong] == [3, 5, 6]
    assert all(one.text for one in read.wrong)


def test_one_person_is_asked_once(company: Workspace) -> None:
    read = listed(
        company,
        "customer_id,email,plan,shop\nc1,,gold,\n,a@example.org,,\nc1,A@example.org,free,north\n"
        "c1,b@example.org,,\n,A@EXAMPLE.ORG,,\n",
    )
    assert [(one.customer_id, one.address, one.fields) for one in read.people] == [
        ("c1", "a@example.org", {"plan": "gold", "shop": "north"}),
    ]
    assert read.merged == 4
    assert len({key for one in read.people for key in one.keys}) == sum(len(one.keys) for one in read.people)


def test_each_kind_needs_its_address(company: Workspace) -> None:
    text = "customer_id,email,phone\nc1,a@example.org,+48 601 234 567\n,b@example.org,\n,,+48 601 234 568\nc4,,\n"
    assert [one.address for one in listed(company, text, "sms").people] == ["+48601234567", "+48601234568", ""]
    assert [one.address for one in listed(company, text, "email").people] == ["a@example.org", "b@example.org", ""]
    assert [one.address for one in listed(company, text, "file").people] == [
        "a@example.org", "b@example.org", "+48601234568", "",
    ]  # fmt: skip
    assert listed(company, "phone\n601234567\n", "sms").wrong[0].reason == "phone"


@pytest.mark.parametrize(
    "text", ["a@example.org\nb@example.org\n", "a@example.org", "email\na@example.org\nb@example.org"]
)
def test_bare_addresses_are_a_list_too(company: Workspace, text: str) -> None:
    read = listed(company, text)
    assert read.people[0].address == "a@example.org"
    assert not read.wrong


@pytest.mark.parametrize("text", ["", "name,plan\nAnna,gold\n", "\0\0\0", "customer"])
def test_what_is_no_list_says_so(company: Workspace, text: str) -> None:
    read = listed(company, text)
    assert not read.people
    assert read.problem or text == "customer"


def test_what_a_spreadsheet_guarded_is_read_as_it_was(company: Workspace) -> None:
    read = listed(company, "phone,plan\n'+48 601 234 567,'=1+1\n", "sms")
    assert (read.people[0].address, read.people[0].fields) == ("+48601234567", {"plan": "=1+1"})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"email,x\n{text}".encode("utf-8", "replace"))
)
def test_nothing_breaks_it(company: Workspace, body: bytes) -> None:
    read = listed(company, body)
    assert all("@" in one.address or one.customer_id for one in read.people)
