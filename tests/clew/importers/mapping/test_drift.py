"""A header that changed is explained."""

from __future__ import annotations

from clew.importers.mapping import explain_drift, header_drift, load_mapping

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


def test_drift_as_plain_data() -> None:
    drift = header_drift(["id", "Score", "Comment", "ip"], ["Comments", "region", "id", "Score"], MAPPING)
    assert drift.to_document() == {
        "fits": False,
        "gone": ["Comment", "ip"],
        "new": ["Comments", "region"],
        "renamed": [{"before": "Comment", "after": "Comments", "alike": 0.93}],
        "reordered": False,
        "needed": ["Comment"],
        "sentences": [
            "The mapping needs the column 'Comment', which is gone; it may now be called 'Comments'.",
            "Columns the mapping does not use: Comments, region, id.",
        ],
    }


def test_a_mapping_that_still_fits_says_so() -> None:
    drift = header_drift(["Score", "Comment", "old"], ["Comment", "Score", "brand new"], MAPPING)
    assert (drift.fits, drift.reordered, drift.renamed) == (True, True, ())
    assert drift.sentences == ("Gone: old.", "New: brand new.", "The mapping would still fit.")


def test_only_the_order_changed() -> None:
    drift = header_drift(["Score", "Comment"], ["Comment", "Score"], MAPPING)
    assert drift.sentences == ("The order of the columns changed.", "The mapping would still fit.")
    assert header_drift(["a", "b"], ["a", "b"], MAPPING).sentences[0].startswith("The mapping needs")
    assert header_drift(["Score", "Comment"], ["Score", "Comment"], MAPPING).sentences == ()


def test_each_name_is_in_one_pair_and_the_likest_wins() -> None:
    drift = header_drift(["score_1", "score_2"], ["score_2b", "score_1b", "x"])
    assert [(pair.before, pair.after) for pair in drift.renamed] == [("score_1", "score_1b"), ("score_2", "score_2b")]
