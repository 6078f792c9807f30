"""The surveys that come with Clew: whole in four languages, with the labels of the literature, formal, neutral."""

from __future__ import annotations

import re
from importlib.resources import files

import msgspec
import pytest

from clew.errors import UsageError
from clew.surveys import check_survey, survey_text
from clew.surveys.checks.said import texts_of
from clew.surveys.model.questions import Ces, Nps
from clew.surveys.ready.ready import READY, in_languages, ready_survey

FOLDER = files("clew.surveys.ready")


def words(survey, language):
    return [text[language] for _, text in texts_of(survey, "")]


@pytest.mark.parametrize("name", READY)
def test_it_is_sound_whole_and_written_as_we_write(name):
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    checked = check_survey(text)
    assert checked.problems == ()
    survey = checked.usable()
    assert (survey.id, survey.instrument) == (name, f"{name} 1")
    assert survey.languages == ("en", "pl", "ro", "ru")
    assert survey.draft == ("pl", "ro", "ru")
    assert text.partition("\n")[2] == survey_text(survey)
    for _, said in texts_of(survey, ""):
        assert set(said) == {"en", "pl", "ro", "ru"}


def test_there_is_a_file_for_each_name_and_no_other():
    assert {path.name for path in FOLDER.iterdir() if path.name.endswith(".yaml")} == {f"{name}.yaml" for name in READY}
    with pytest.raises(UsageError, match="after-contact"):
        ready_survey("after-contct")


@pytest.mark.parametrize("name", READY)
def test_polish_and_russian_do_not_ask_for_the_gender(name):
    survey = ready_survey(name)
    for language in ("pl", "ru"):
        for text in words(survey, language):
            assert not re.search(r"\w/[aey]\b|\(\w{1,3}\)", text), text
    assert not re.search(r"\b(ty|twój|twoje|cię|ci)\b", " ".join(words(survey, "pl")).lower())
    assert not re.search(r"\b(ты|тебя|твой|вы|вас|ваш\w*)\b", " ".join(words(survey, "ru")))
    assert not re.search(r"\b(tu|tău|ta|te)\b", " ".join(words(survey, "ro")).lower())


def test_the_ends_are_those_of_the_literature():
    nps = ready_survey("nps").question("recommend")
    assert isinstance(nps, Nps)
    assert nps.low == {"en": "not at all likely", "pl": "w ogóle nieprawdopodobne", "ro": "deloc probabil",
                       "ru": "совсем не вероятно"}  # fmt: skip
    assert nps.high == {"en": "extremely likely", "pl": "niezwykle prawdopodobne", "ro": "extrem de probabil",
                        "ru": "чрезвычайно вероятно"}  # fmt: skip
    ces = ready_survey("ces").question("ease")
    assert isinstance(ces, Ces)
    assert ces.version == "v2"
    assert ces.high["ro"] == "acord total"


def test_the_question_whether_it_is_solved_is_the_one_that_first_contact_resolution_reads():
    solved = ready_survey("after-contact").question("solved")
    assert msgspec.to_builtins(solved)["options"][0]["id"] == "yes"


def test_a_survey_in_some_of_its_languages():
    survey = in_languages(ready_survey("relationship"), ["ru", "en"])
    assert (survey.languages, survey.draft) == (("ru", "en"), ("ru",))
    assert check_survey(survey_text(survey)).problems == ()
    alone = in_languages(ready_survey("nps"), ["en"])
    assert (alone.languages, alone.draft, alone.title) == (("en",), (), "How are we doing?")
    assert check_survey(survey_text(alone)).problems == ()
    with pytest.raises(UsageError, match="'de'"):
        in_languages(survey, ["de"])
