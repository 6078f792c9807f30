"""LimeSurvey in, by structure file of today and of old, and by tab-separated text: the same survey each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import UnreadableFileError
from clew.surveys import load_survey
from clew.surveys.exchange.limesurvey_files import limesurvey_records
from clew.surveys.exchange.limesurvey_files.limesurvey_records import read_lss
from clew.surveys.exchange.recognise import read_other
from clew.surveys.files.file import document_text

FILES = Path(__file__).parent / "files"
NAMES = ("visit.lss", "visit-old.lss", "visit.txt")


@pytest.fixture(scope="module", params=NAMES)
def carried(request):
    return read_other((FILES / request.param).read_bytes(), request.param)


def test_it_is_ours_and_can_be_used(carried):
    assert carried.problems == ()
    assert load_survey(document_text(carried.document)) == carried.survey
    assert carried.survey.languages == ("en", "pl")
    assert carried.survey.title == {"en": "Visit", "pl": "Wizyta"}
    assert carried.survey.thanks == {"en": "Thank you", "pl": "Dziękujemy"}
    assert [page.id for page in carried.survey.pages] == ["welcome", "First", "Why", "Rest"]


def test_questions_keep_their_kind(carried):
    kinds = {question.id: question.__struct_config__.tag for question in carried.survey.questions}
    about = next(name for name in kinds if name.startswith("about"))
    assert kinds == {
        "welcome": "statement", about: "statement", "NPS": "nps", "SAT": "csat", "REASONS": "multiple",
        "WORDS": "long_text",
        "AGAIN": "single", "GRID": "matrix", "POINTS": "matrix", "RANK": "ranking", "YN": "single",
        "MULTI_town": "short_text",
        "MULTI_street": "short_text", "AGE": "short_text", "END": "statement",
    }  # fmt: skip
    question = carried.survey.question
    assert question("NPS").low == {"en": "not at all likely", "pl": "w ogóle"}
    assert question("NPS").required
    assert question("NPS").text["en"] == "How likely are you to recommend us, {{customer.firstname}}?"
    assert [option.id for option in question("REASONS").options if option.exclusive] == ["SQ003"]
    assert (question("REASONS").at_most, question("REASONS").randomise, question("REASONS").other) == (2, True, "Else")
    assert (question("POINTS").min, question("POINTS").max) == (1, 5)
    assert [column.text["pl"] for column in question("GRID").columns] == ["Źle", "Dobrze"]
    assert question("WORDS").max_length == 300
    assert question("WORDS").text["en"] == "You said {{answer.NPS}}. Tell us more"
    assert question("END").text == "Almost done"
    assert question("MULTI_town").text == "About you: Town"


def test_relevance_is_ours(carried):
    shown = {question.id: question.show_if for question in carried.survey.questions if question.show_if}
    assert carried.survey.pages[2].show_if == "NPS <= 6"
    assert shown == {
        "REASONS": "NPS = 0 or NPS = 1", "WORDS": "REASONS has 'SQ001' and SAT is answered",
        "GRID": "not AGAIN = 'AO02'",
        "YN": "GRID.SQ001 = 'A1'", "END": "AGE = '3' or NPS > 8",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("AGE", "The condition (sum(NPS.NAOK, 1) > 3) is left out."), ("AGE", "It took numbers only"),
        ("DUAL", "arrays with two scales"), ("EQ", "equations have no counterpart"), ("HID", "it was hidden"),
        ("REASONS", "'array_filter' is left out"), ("YN", "in English; translate them"), ("", "Texts of e-mails"),
        ("SAT", "(csat)"), ("", "Its settings"),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_over_is_listed(carried, where, said):
    assert any(loss.where == where and said in loss.message for loss in carried.losses), carried.losses
    assert not any("hide_tip" in loss.message for loss in carried.losses)


def test_quotas_of_a_structure_file_are_listed():
    found = read_other((FILES / "visit.lss").read_bytes(), "visit.lss")
    assert any(loss.message.startswith("Quotas (1)") for loss in found.losses)


HEAD = b'<?xml version="1.0"?>'
BOMB = HEAD + b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><document>&b;</document>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (BOMB, "no structure file"), (HEAD + b"<!DOCTYPE document><document></document>", "DTDForbidden"),
        (HEAD + b"<document>", "no structure file"), (b"<html></html>",
        "no survey of LimeSurvey"),
        (HEAD + b"<a>" * 100 + b"</a>" * 100, "deeper ones"),
        (b"<document>" + b"<a/>" * 5000 + b"</document>", "more parts"),
        (HEAD + b"<document><LimeSurveyDocType>Group</LimeSurveyDocType></document>", "but a group"),
        (b"<\xff\xfe", "no structure file"), (b"class\ttype\n\t", "has not the columns"), (b"class\t\xff\n",
        "no tab-separated"),
        (b"class\ttype/scale\tname\ttext\n" + b"Q\tT\ta\t" + b"x" * 200_000, "field larger than"),
    ],
)  # fmt: skip
def test_hostile_and_other_files_are_refused_in_words(data, said, monkeypatch):
    monkeypatch.setattr(limesurvey_records, "MOST_ELEMENTS", 5000)
    with pytest.raises(UnreadableFileError) as error:
        read_other(data, "x.lss")
    assert said in str(error.value)


WHOLE = (FILES / "visit.lss").read_text(encoding="utf-8")
CELLS = st.sampled_from(
    ["", "A1", "1", "0", "Y", "R", "L", "F", "M", "10", "999999999999", "{NPS}", "((", "ą", "en", "x" * 300]
)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, WHOLE.count("<![CDATA[") - 1), CELLS), min_size=1, max_size=12))
def test_any_cells_are_read_without_an_error(changes):
    parts = WHOLE.split("<![CDATA[")
    for at, cell in changes:
        parts[at + 1] = cell + parts[at + 1][parts[at + 1].index("]]>") :]
    data = "<![CDATA[".join(parts).encode()
    try:
        lime = read_lss(data, "x.lss")
    except UnreadableFileError:
        return
    assert lime.groups is not None
    found = read_other(data, "x.lss")
    assert (found.survey is None) == bool(found.problems)


ROWS = (FILES / "visit.txt").read_text(encoding="utf-8-sig").splitlines()


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, len(ROWS) - 1), st.integers(0, 20), CELLS), max_size=6),
    st.permutations(range(1, 12)),
)
def test_any_rows_are_read_without_an_error(changes, order):
    rows = [row.split("\t") for row in ROWS]
    for at, column, cell in changes:
        rows[at][column] = cell
    rows[1:12] = [rows[at] for at in order]
    found = read_other("\n".join("\t".join(row) for row in rows).encode(), "x.txt")
    assert (found.survey is None) == bool(found.problems)
