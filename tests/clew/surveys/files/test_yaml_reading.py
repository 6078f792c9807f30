"""YAML is read as people write it, and a hostile file ends in a sentence at once."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.surveys import check_survey
from clew.surveys.files import yaml_reading
from clew.surveys.files.yaml_reading import LARGEST, read_yaml


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: [yes, no, on, off, y, null, ~, true, 'true', 1, 1.5, -3, 1e3, 2026-01-01, 12:30:00, 1_000, 0x1F, '7']",
         ["yes", "no", "on", "off", "y", None, None, True, "true", 1, 1.5, -3, 1000.0, "2026-01-01",
         "12:30:00", "1_000",
          "0x1F", "7"]),
        ("a: |\n  one\n  two\n", "one\ntwo\n"),
        ("a:", None),
        ("a: ąć «Вы»", "ąć «Вы»"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("loader", ["SafeLoader", "CSafeLoader"])
def test_plain_values_are_what_people_mean(text, found, loader, monkeypatch):
    monkeypatch.setattr(yaml_reading, "_LOADER", getattr(yaml, loader, yaml.SafeLoader))
    assert read_yaml(text) == {"a": found}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x [1]\nb: *x", "anchor or alias (& or *) in line 1, column 4"),
        ("a: *x", "anchor or alias"),
        ("a: !!python/object/apply:os.system [ls]", "has a tag (!)"),
        ("a: !own 1", "has a tag (!)"),
        ("a: 1\na: 2", "'a' stands twice in line 2, column 1"),
        ("? [a]\n: b", "A key must be a text"),
        ("--- 1\n--- 2", "several YAML documents"),
        ("a: 'x", "no valid YAML in line 1"),
        ("a: \x00", "no valid YAML"),
        ("[" * 500_000, "deeper than 20"),
        ("{" * 500_000, "A key must be a text"),
        ("[" + "a," * 200_000 + "]", "more than 100,000 parts"),
        ("x" * (LARGEST + 1), "at most"),
        ("a: 1" + "0" * 500 + ": 2", "no valid YAML"),
    ],
)
def test_what_is_no_survey_is_refused_in_words(text, said):
    with pytest.raises(UsageError) as error:
        read_yaml(text)
    assert said in str(error.value)


def test_a_number_beyond_measure_is_a_text():
    assert read_yaml("a: " + "9" * 5000) == {"a": "9" * 5000}


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"%@#,? \n\t1é\x85\u2028"), max_size=60) | st.text(max_size=40))
def test_any_text_is_read_or_refused_in_words(text):
    for problem in check_survey(text).problems:
        assert problem.message
