"""What an address says comes back as the same address; three fields make a filter; nothing in it is lost."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from clew.errors import UsageError
from clew_server.insights.questions.asking.query import Query, query_of, quoted

TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), min_size=1, max_size=12)
WORDS = TEXT.filter(lambda text: text.strip() == text)


@given(by=st.lists(WORDS, max_size=3, unique=True), where=st.lists(WORDS, max_size=3, unique=True), value=WORDS)
def test_an_address_says_again_what_was_asked(by, where, value):
    query = Query(metric="csat", settings={"boxes": value}, by=tuple(by), where=tuple(where), every="week", level="0.9")
    assert query_of(QueryDict(query.address())) == query
    assert Query.of(query.to_document()) == query


def test_field_operator_and_value_make_a_filter():
    query = query_of(QueryDict("metric=nps&where=channel%3Dweb&field=touchpoint&operator=!%3D&value=Invoice"))
    assert query.where == ("channel=web", "touchpoint!=Invoice")


def test_a_field_without_a_value_is_no_filter():
    assert query_of(QueryDict("field=touchpoint&operator=%3D&value=")).where == ()


def test_settings_of_another_metric_are_let_go():
    assert Query(metric="nps", settings={"boxes": "1"}).known_settings() == {}


def test_a_document_of_another_version_is_refused():
    with pytest.raises(UsageError, match="cannot be read"):
        Query.of({"metric": "nps", "colour": "red"})


@pytest.mark.parametrize(("value", "said"), [("web", "web"), (" a", '" a"'), ("'x'", "\"'x'\"")])
def test_values_are_quoted_where_a_filter_would_read_them_otherwise(value, said):
    assert quoted(value) == said
