"""Rules as TOML: whatever they say, the text says the same when it is read again."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from clew.rules import HOLDERS, Reason, Rules, load_rules
from clew.rules.reasons import CONDITIONS
from clew.rules.statuses import plain
from clew.rules.writing import rules_text

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12).filter(
    lambda text: text == text.strip() != "" and text[0] != "{"
)
WORDS = TEXTS.map(plain).filter(lambda word: plain(word) == word)
FITS = st.dictionaries(st.sampled_from(CONDITIONS), st.lists(TEXTS, min_size=1, max_size=30).map(tuple), max_size=2)
REASONS = st.builds(Reason, TEXTS, st.sampled_from([None, True, False]), FITS)
RULES = st.builds(
    Rules,
    st.dictionaries(WORDS, st.sampled_from(HOLDERS), max_size=3),
    st.dictionaries(WORDS, TEXTS, max_size=3),
    st.none() | st.lists(REASONS, max_size=3).map(tuple),
)


@settings(max_examples=80, deadline=None)
@given(RULES, st.lists(st.text(max_size=20), max_size=3))
def test_what_is_written_is_what_is_read(rules, seen):
    text = rules_text(rules, dict.fromkeys(("statuses", "stages", "contact_reasons"), seen))
    assert load_rules(text) == rules


def test_our_proposal_is_written_out_to_be_edited():
    text = rules_text(Rules())
    assert text.count("[[contact_reasons]]") == len(Rules().reasons)
    assert max(map(len, text.splitlines())) <= 120
    edited = load_rules(text.replace('"*password*"', '"*open sesame*"'))
    assert edited.own_reasons is not None
    assert "*open sesame*" in edited.reasons[0].fits["topic"]
