"""Every sentence is in every language, with the same places for figures."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from clew.errors import UsageError
from clew.findings.wording import words
from clew.findings.wording.language import LANGUAGES, Language
from clew.reports import journey, reasons, service, texts

SOURCE = Path(words.__file__).parents[2]


def catalogue(code):
    with (SOURCE / "locale" / f"{code}.po").open("rb") as file:
        return {m.id: m.string for m in read_po(file, locale=code) if m.id}


def spoken():
    """Every sentence the code and the template say."""
    said_in_words = (words.LABELS, words.PROGRAMS, words.TITLES, words.CLAIMS, words.COSTS)
    on_the_page = (
        *(texts.HEADINGS, texts.KINDS, texts.ABOUT, journey.SENTENCES, reasons.AVOIDABLE, reasons.AVOIDED),
        *(service.TIMES, service.SHARES, service.NOTES, service.LEADS, service.HOLDERS, service.TABLES),
        service.DIMENSIONS,
    )
    tables = (*said_in_words, *on_the_page)
    said = {sentence for table in tables for sentence in table.values()}
    for path in [*SOURCE.glob("findings/**/*.py"), *SOURCE.glob("reports/*.py"), *SOURCE.glob("reports/*.html")]:
        for found in re.finditer(r"\bsay\(\s*\"((?:[^\"\\]|\\.)*)\"", path.read_text()):
            said.add(found.group(1).replace('\\"', '"'))
    said.add("Needs at least {n} answers in the table feedback with metric = {metric}.")
    return said


def places(sentence):
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


@pytest.mark.parametrize("code", [c for c in LANGUAGES if c != "en"])
def test_every_sentence_is_translated_with_the_same_places(code):
    have = catalogue(code)
    missing = sorted(sentence for sentence in spoken() if not have.get(sentence))
    assert not missing
    wrong = [sentence for sentence, said in have.items() if places(sentence) != places(said)]
    assert not wrong


def test_the_languages_differ():
    long = [sentence for sentence in spoken() if len(sentence) > 25]
    said = {code: [Language(code)._catalogue.gettext(sentence) for sentence in long] for code in LANGUAGES}
    for at, sentence in enumerate(long):
        assert len({said[code][at] for code in LANGUAGES}) == len(LANGUAGES), sentence


def test_another_language_is_refused_with_the_choices():
    with pytest.raises(UsageError, match="en, pl, ro, ru"):
        Language("de")


def test_numbers_are_the_readers():
    assert Language("pl").percent(0.125) == "12,5%"
    assert Language("en").number(-1234.5, 1) == "\u22121,234.5"
    assert Language("ru").period("2026-11").startswith("ноябрь 2026")


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("2026-W35", (
            "week of Aug 24, 2026", "tydzień od 24 sie 2026", "săptămâna din 24 aug. 2026", "неделя с 24 авг. 2026",
        )),
        ("2026-W01", (
            "week of Dec 29, 2025", "tydzień od 29 gru 2025", "săptămâna din 29 dec. 2025", "неделя с 29 дек. 2025",
        )),
        ("2026-08", ("August 2026", "sierpień 2026", "august 2026", "август 2026")),
        ("2026-Q3", ("Q3 2026", "III kw. 2026", "trim. III 2026", "3-й кв. 2026")),
        ("2026", ("2026", "2026", "2026", "2026")),
        ("2026-W60", ("2026-W60",) * 4), ("2026-13", ("2026-13",) * 4), ("v2026-08", ("v2026-08",) * 4),
    ],
)  # fmt: skip
def test_periods_are_said_as_readers_say_them(label, said):
    assert tuple(Language(code).period(label) for code in LANGUAGES) == said


def test_a_week_is_named_by_the_first_day_of_the_teams_weeks_and_axes_are_short():
    assert Language("en").period("2026-W35", 7) == "week of Aug 30, 2026"
    assert Language("en").period("2026-W35", short=True) == "Aug 24, 2026"
    assert Language("ru").period("2026-08", short=True) == "авг. 2026"
