"""The chain of the audit: whatever of a line is changed, taken out, put in or moved, it breaks at that place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clew_server.insights.customers import audit
from clew_server.insights.customers.models import Seen

pytestmark = pytest.mark.django_db

LINES = 12


@pytest.fixture
def lines(company, people):
    whom = audit.whom(company, "somebody")
    for at in range(LINES):
        audit.write(
            company, people["owner" if at % 2 else "agent"], (audit.VIEWED, audit.ASKED_EXPORT)[at % 3 > 0], whom
        )
    return list(Seen.objects.filter(workspace=company).order_by("id"))


def test_an_untouched_chain_holds_and_knows_nobody_by_name(lines, company):
    assert audit.first_broken(company) is None
    assert not [line for line in lines if "somebody" in line.whom]


@pytest.mark.parametrize("place", [0, 5, LINES - 1])
@pytest.mark.parametrize("field", ["who", "what", "whom", "at", "chain"])
def test_a_line_that_was_changed_is_found(lines, company, people, field, place):
    line = lines[place]
    other = {"who": str(people["viewer"].pk), "what": audit.FETCHED, "whom": "0" * 64, "chain": "0" * 64,
             "at": line.at + timedelta(seconds=1)}  # fmt: skip
    Seen.objects.filter(pk=line.pk).update(**{field: other[field]})
    assert audit.first_broken(company).pk == line.pk


@pytest.mark.parametrize("place", [0, 5, LINES - 2])
def test_a_line_that_was_taken_out_is_found_at_the_next(lines, company, place):
    Seen.objects.filter(pk=lines[place].pk).delete()
    assert audit.first_broken(company).pk == lines[place + 1].pk


def test_a_line_of_another_workspace_does_not_fit_in(lines, company, rival, people):
    strange = audit.write(rival, people["stranger"], audit.VIEWED, "1" * 64)
    Seen.objects.filter(pk=strange.pk).update(workspace=company)
    assert audit.first_broken(company).pk == strange.pk
    assert audit.first_broken(rival) is None


def test_the_first_line_of_another_workspace_is_not_this_ones_first(company, rival, people):
    strange = audit.write(rival, people["stranger"], audit.VIEWED, "1" * 64)
    Seen.objects.filter(pk=strange.pk).update(workspace=company)
    assert audit.first_broken(company).pk == strange.pk


def test_two_lines_that_changed_places_are_found(lines, company):
    one, other = lines[3], lines[6]
    for line, of in ((one, other), (other, one)):
        Seen.objects.filter(pk=line.pk).update(at=of.at, who=of.who, what=of.what, whom=of.whom, chain=of.chain)
    assert audit.first_broken(company).pk == one.pk
