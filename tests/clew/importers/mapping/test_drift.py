"""A header that changed is explained."""

from __future__ import annotations

from clew.importers.mapping import explain_drift, load_mapping

MAPPING = load_mapping(
    'format = 1\ntable = "feedback"\ncolumns = { rating = "Score", verbatim = "Comment" }\nprivate = { drop = ["ip"] }'
)


def test_a_header_that_fits_needs_no_words() -> None:
    assert explain_drift(MAPPING, ["Comment", "Score", "more"]) == []


def test_a_renamed_column_is_guessed_and_new_ones_are_named() -> None:
    assert explain_drift(MAPPING, ["score ", "Comment", "region"]) == [
        "The mapping needs the column 'Score', which is gone; it may now be called 'score '.",
        "Columns the mapping does not use: score , region.",
    ]


def test_a_column_that_is_gone_without_a_trace() -> None:
    assert explain_drift(MAPPING, ["Score"]) == ["The mapping needs the column 'Comment', which is gone."]
