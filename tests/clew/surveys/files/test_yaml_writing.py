"""What is written is read again alike: by our reader and by PyYAML, which takes YAML 1.1."""

from __future__ import annotations

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.surveys.files.yaml_reading import read_yaml
from clew.surveys.files.yaml_writing import write_yaml

ODD = (
    "yes", "no", "1", "1_0", "0x1f", "12:30:00", "2026-01-01", "- a", "a: b", "a #b", "null", "~", "", "|",
    "a\nb", "a\n",
    "a\n\n", " a\nb", "a\n b\n", "a\n\n b", "---", "...", "# x", "a\t\nb", "+1", ".5", "1e5", "Why? yes", "A?",
    "ąć «x»",
    "a\u2028b", "\ufeffa", "a\x85b", "a\rb\nc", "'", '"', "\\", "{{customer.name|you}}", "<<", "=", "a:", "x, y",
)  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30) | st.sampled_from(ODD)
PLAIN = TEXTS | st.integers(-(10**9), 10**9) | st.booleans() | st.none()
DATA = st.recursive(
    PLAIN, lambda part: st.lists(part, max_size=4) | st.dictionaries(TEXTS, part, max_size=4), max_leaves=15
)


@settings(max_examples=400)
@given(st.dictionaries(TEXTS, DATA, min_size=1, max_size=5))
def test_what_is_written_is_read_again(document):
    text = write_yaml(document)
    assert read_yaml(text) == document
    assert yaml.safe_load(text) == document
    assert write_yaml(read_yaml(text)) == text


def test_texts_of_several_lines_stand_as_such():
    assert write_yaml({"a": "one\n\ntwo", "b": ["x\ny\n"]}) == "a: |-\n  one\n\n  two\nb:\n- |\n    x\n    y\n"
