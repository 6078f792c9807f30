"""One person is one key to the ledger, whatever their address looks like."""

from __future__ import annotations

import pytest

from clew_server.surveys.persons import keys_of, person_of

pytestmark = pytest.mark.django_db


def test_an_address_is_the_same_however_it_is_written(company):
    assert person_of(company.id, "", "Ann@X.org ") == person_of(company.id, "", "ann@x.org")
    assert person_of(company.id, "", "+48 601 234 567") == person_of(company.id, "", "+48601234567")


def test_a_customer_stands_under_id_and_address(company, rival):
    keys = keys_of(company.id, "K1", "ann@x.org")
    assert keys == [person_of(company.id, "K1"), person_of(company.id, "", "ann@x.org")]
    assert not set(keys) & set(keys_of(rival.id, "K1", "ann@x.org"))


def test_nobody_is_no_person(company):
    with pytest.raises(ValueError, match="id or an address"):
        person_of(company.id, "")
