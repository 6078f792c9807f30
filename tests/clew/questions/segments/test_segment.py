"""The document of a segment: checked when it is made, equal after a round trip."""

from __future__ import annotations

import pytest

from clew.errors import UsageError
from clew.questions.parse import parse_filter
from clew.questions.segments.segment import Segment, checked_name, read_segments


def document(*conditions: str) -> dict:
    return Segment(conditions=tuple(parse_filter(text) for text in conditions)).to_document()


def test_a_segment_is_the_same_after_a_round_trip_and_known_by_table():
    made = Segment.of(
        document("traits.plan=pro", "country=PL", "country=DE", "accounts.kind=firm", "tickets.kind!=question")
    )
    assert Segment.of(made.to_document()) == made
    fields = {table: [field.name for field, _ in found] for table, found in made.by_table().items()}
    assert fields == {
        "customers": ["traits.plan", "country"],
        "accounts": ["accounts.kind"],
        "tickets": ["tickets.kind"],
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"conditions": []}, "needs a condition"),
        ({}, "no segment"),
        ({"conditions": "country=PL"}, "no segment"),
        (document("colour=red"), "no field of customers 'colour'.*country"),
        (document("segment=other"), "no field of customers 'segment'"),
        (document("traits=red"), "bag of values"),
        (document("readings.sentiment=bad"), "says nothing of a customer.*Choices: accounts"),
        (document("ticket_changes.value=open"), "says nothing of a customer"),
        (document("tickets.holder=us"), "from hour to hour"),
        (document("first_seen_at>soon"), "no date"),
        (document(*(f"country=X{n}" for n in range(51))), "at most 50"),
        ({"conditions": [{"field": "country", "operator": "~", "value": "x"}]}, "no segment"),
    ],
)
def test_what_cannot_be_is_refused(given, said):
    with pytest.raises(UsageError, match=said):
        Segment.of(given)


def test_names_and_reading():
    assert checked_name(" Big firms ") == "Big firms"
    for name in (" ", "a\nb", "x" * 101):
        with pytest.raises(UsageError, match="name"):
            checked_name(name)
    assert list(read_segments({"segment": {"b": document("country=PL"), "a": document("country=DE")}})) == ["a", "b"]
    assert read_segments({}) == {}
