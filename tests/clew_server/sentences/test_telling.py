"""Every sentence of the library that a page can show has a translation, its values in their places."""

from __future__ import annotations

from time import perf_counter

import pytest
from django.utils import translation
from tests.clew_server.sentences.library import raised

from clew.errors import UsageError
from clew.metrics import METRICS
from clew_server.sentences.telling import LONGEST, is_known, told

LANGUAGES = ("pl", "ro", "ru")
#: What pages never show, by its place: said to who programs with the library, or said by the pages in their own words.
NEVER = ("metrics/metric.py", "questions/targets/verdicts.py", "questions/gathering/working.py:33")
#: Sentences that the library puts together from pieces, as they come out.
HOURS = "write hours as 9-17, 8:30-16:30 or 8-12,13-17; a shift past midnight as 22-6; 'closed' for none."
PIECED = (
    f"'9-x' is no working time: {HOURS}",
    f"'9-61' names a time that no clock shows: {HOURS}",
    "1 ticket solved before it was opened, as its times say: counted as solved at once",
    "1,204 tickets solved before they were opened, as their times say: counted as solved at once",
    "1 change has a status nobody knows ('x'): counted as with us; see `clew rules show`",
    "12 changes have a status nobody knows ('x', 'y', …): counted as with us; see `clew rules show`",
    "1 row of tickets after 2026-11-02 10:00, a day after the last import: its date may be wrong",
    "3 rows of calls after 2026-11-02 10:00, a day after the last import: their dates may be wrong",
    "1 was watched for less than 3 d: it counts for that long",
    "7 were watched for less than 3 d: they count for that long",
    "In the rules at 'contact_reasons[2]': it needs a reason, a text: reason = \"late delivery\".",
    "In the rules at 'contact_reasons[2]': avoidable is true or false, or left out.",
    "In the rules at 'contact_reasons[2]': topic is a text or a list of texts: topic = [\"*late*\", \"*delay*\"].",
    "In the rules at 'contact_reasons[2]': There is no key 'x'. Choices: a, b.",
    "'days' is a number from 0 to 36,500; 'x' is not.",
    "'table' must be given (whose rows are counted): --set table=...",
    "There is no calendar 'x'. Choices: none yet.",
)  # fmt: skip
PIECES_OF = ("calendars/hours.py", "metrics/rows/solved_before_opened.py", "questions/doubts.py",
             "questions/finishing/unended.py:101", "rules/rules.py")  # fmt: skip


def test_what_is_raised_or_warned_of_is_known():
    found = {place: text for place, text in raised() if not place.startswith((*NEVER, *PIECES_OF))}
    assert len(found) > 80
    unknown = [f"{place} {text}" for place, text in found.items() if not is_known(text)]
    assert not unknown, "put these into clew_server/sentences/said.py or kept.py, and translate them:\n" + "\n".join(
        unknown
    )


@pytest.mark.parametrize("text", PIECED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_put_together_is_told(text, language):
    with translation.override(language):
        assert told(text) != text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_metrics_count_and_parameters_mean_is_told(language):
    texts = {metric.counts for metric in METRICS.values() if metric.counts}
    texts |= {parameter.about for metric in METRICS.values() for parameter in metric.parameters}
    with translation.override(language):
        untold = sorted(text for text in texts if told(text) == text)
    assert not untold, f"put these into clew_server/sentences/counted.py, and translate them: {untold}"


def test_values_keep_their_places_and_are_written_as_the_reader_writes():
    with translation.override("pl"):
        assert told("1,204 still open at the end: they count as such").startswith("Wciąż otwarte na końcu: 1\xa0204;")
        said = told(UsageError.unknown("metric", "npss", ["nps", "csat"]))
    assert said == "Nie ma czegoś takiego (miara): „npss”. Może „nps”? Do wyboru: csat, nps."


def test_a_sentence_within_a_sentence_is_told_too():
    with translation.override("ru"):
        said = told("In the rules at 'contact_reasons[2]': There is no key 'x'. Choices: a, b.")
    assert said == "В правилах, «contact_reasons[2]»: Такого нет (ключ): «x». Можно выбрать: a, b."


def test_a_part_that_comes_twice_is_the_same_both_times():
    assert is_known("several programs: split by program; --set together=yes joins them")
    assert not is_known("several programs: split by scale; --set together=yes joins them")


def test_english_and_what_nobody_knows_stay_as_they_are():
    assert told("contacts") == "contacts"
    with translation.override("ro"):
        assert told("<b>Quite something else</b>") == "<b>Quite something else</b>"


def test_what_somebody_made_to_be_looked_at_for_ever_is_not():
    hostile = ": 1 rows of " * 100_000
    with translation.override("pl"):
        began = perf_counter()
        assert told(hostile) == hostile
        assert told(hostile[:LONGEST]) == hostile[:LONGEST]
        assert perf_counter() - began < 5
