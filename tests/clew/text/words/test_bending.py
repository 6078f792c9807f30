"""Words bend: how many forms of one word are known again, and which words are wrongly taken for one."""

from __future__ import annotations

import importlib.util
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.text.words.bending import LANGUAGES, bends, keys, languages_of, relatives
from clew.text.words.folding import fold


def _listed(name: str):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WORDS, UNSEEN = _listed("cx_words").WORDS, _listed("unseen_words").UNSEEN
#: Least share of pairs of forms that are known again: on the words the rules were mended with, and on others.
RECALL = {"pl": (0.995, 0.93), "ro": (0.985, 0.92), "ru": (0.995, 0.97), "en": (0.98, 0.93)}
#: Lemmas that share a stem and a meaning: both find both.
RELATED = {("aștepta", "așteptare"), ("delivery", "deliver")}


def recall(lemmas, language: str) -> float:
    pairs = [pair for forms in lemmas for pair in combinations(forms, 2)]
    return sum(bends(one, other, [language]) for one, other in pairs) / len(pairs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_are_long_enough_to_say_something(language):
    assert len(WORDS[language]) >= 40
    assert sum(len(forms) for forms in WORDS[language]) / len(WORDS[language]) >= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_of_a_word_are_known_again(language):
    seen, unseen = RECALL[language]
    assert recall(WORDS[language], language) >= seen
    assert recall(UNSEEN[language], language) >= unseen


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_typed_without_diacritics_are_known_again(language):
    pairs = [(fold(one), other) for forms in WORDS[language] for one in forms for other in forms]
    assert sum(bends(one, other, [language]) for one, other in pairs) / len(pairs) >= 0.98


@pytest.mark.parametrize("listed", [WORDS, UNSEEN])
def test_no_two_words_of_one_language_are_taken_for_one(listed):
    wrong = {
        (one[0], other[0])
        for lemmas in listed.values()
        for one, other in combinations(lemmas, 2)
        if any(bends(a, b) for a in one for b in other)  # in all languages at once, as a workspace of four asks
    }
    assert wrong - RELATED == set()


def test_words_of_two_languages_are_one_only_where_they_begin_alike():
    words = [(language, form) for language, lemmas in WORDS.items() for forms in lemmas for form in forms]
    wrong = [(a, b) for (one, a), (other, b) in combinations(words, 2) if one != other and bends(a, b)]
    assert [pair for pair in wrong if fold(pair[0])[:5] != fold(pair[1])[:5]] == []


@pytest.mark.parametrize(
    ("one", "other"), [("faktura", "fakturę"), ("faktura", "fakturze"), ("счёт", "счета"), ("счёт", "счетом")]
)
def test_what_was_asked_for(one, other):
    assert bends(one, other)
    assert bends(other, one)


def test_words_of_other_letters_and_figures_do_not_bend():
    assert languages_of("счёт", LANGUAGES) == ("ru",)
    assert "ru" not in languages_of("faktura", LANGUAGES)
    assert languages_of("a4", LANGUAGES) == ()


@given(st.text(max_size=30), st.sampled_from(sorted(LANGUAGES)))
def test_every_text_has_keys_and_is_its_own_form(text, language):
    assert keys(text, language)
    begins, _ = relatives(text, [language])
    assert begins


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_to_look_is_where_the_forms_are(language):
    for forms in WORDS[language]:
        for one in forms:
            begins, others = relatives(one, [language])
            for other in (fold(form) for form in forms if bends(one, form, [language])):
                assert other in others or any(other.startswith(begin) for begin in begins), (one, other)
