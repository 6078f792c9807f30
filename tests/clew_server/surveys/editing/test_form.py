"""The form of a draft is the same thing as its file: opened and kept it changes nothing."""

from __future__ import annotations

import re

import pytest
from tests.clew_server.surveys.conftest import TWO_PAGES
from tests.clew_server.surveys.editing.browsing import form_on, places_on
from tests.clew_server.surveys.editing.samples import EVERYTHING, SAMPLES

from clew.surveys import check_survey
from clew.surveys.files.yaml_reading import read_yaml
from clew_server.surveys.models import Survey

CANARY = "<script>alert('canary')</script>"


@pytest.fixture
def draft(company, people):
    def make(text: str) -> Survey:
        return Survey.objects.create(workspace=company, by=people["owner"], name="mine", text=text)

    return make


@pytest.fixture
def opened(as_owner, page):
    """Give a function that opens a card and returns what its form would send."""

    def open_card(survey: Survey, place: str, client=as_owner) -> dict[str, list[str]]:
        body = client.get(page("surveys:edit", survey_id=survey.id), {"open": place}).content.decode()
        return form_on(body, place)

    return open_card


@pytest.fixture
def kept(as_owner, page):
    """Give a function that sends a form and returns the document that is kept then."""

    def send(survey: Survey, form: dict, do: str = "keep", client=as_owner) -> dict:
        response = client.post(page("surveys:edit", survey_id=survey.id), {**form, "do": do})
        assert response.status_code == 302, response.content.decode()[:3000]
        return read_yaml(Survey.objects.get(pk=survey.pk).text)

    return send


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_card_opened_and_kept_changes_nothing(as_owner, page, draft, opened, kept, name):
    survey = draft(SAMPLES[name])
    assert check_survey(survey.text).survey is not None, check_survey(survey.text).errors
    places = places_on(as_owner.get(page("surveys:edit", survey_id=survey.id)).content.decode())
    document = read_yaml(survey.text)
    questions = [one for each in document["pages"] for one in each["questions"]]
    assert len(places) == 1 + len(document["pages"]) + len(questions)
    for place in places:
        kept(survey, opened(survey, place))
        assert Survey.objects.get(pk=survey.pk).text == survey.text, place


WRONG = """
format: 1
id: wrong
title: 7
program: nonsense
languages: [en, xx-, 5]
extra: 1
pages:
  - id: p
    jumps: nowhere
    questions:
      - {type: single, id: "a b", text: [1, 2], options: none, odd: {deep: 1}, required: "yes"}
      - {type: rating, id: r, text: null, min: few, max: 5.5, show_if: 12}
      - {type: strange, id: s, text: S}
      - 12
  - 13
"""


def test_what_is_wrong_stays_as_it_is_until_it_is_mended(as_owner, page, draft, opened, kept):
    survey = draft(WRONG)
    body = as_owner.get(page("surveys:edit", survey_id=survey.id)).content.decode()
    for place in [place for place in places_on(body) if place not in {"pages.0.questions.3", "pages.1"}]:
        kept(survey, opened(survey, place))
        assert read_yaml(Survey.objects.get(pk=survey.pk).text) == read_yaml(WRONG), place


def test_what_is_wrong_is_told_at_its_place(as_owner, page, draft):
    survey = draft(TWO_PAGES.replace("id: late", "id: other").replace("to: last", "to: lost"))
    address = page("surveys:edit", survey_id=survey.id)
    body = as_owner.get(address).content.decode()
    assert "2 things to mend" in body
    assert "There is no page" in body.split('id="pages.0"')[1].split('id="pages.1"')[0]
    card = as_owner.get(address, {"open": "pages.1.questions.0"}).content.decode()
    row = card.split('name="options.0.was"')[1].split('name="options.1.was"')[0]
    assert "has a meaning of its own" in row


def test_texts_are_written_side_by_side(draft, opened, kept):
    survey = draft(TWO_PAGES)
    form = opened(survey, "pages.0.questions.0")
    assert [name for name in form if name.startswith("text.")] == ["text.en", "text.pl", "text.ro", "text.ru"]
    form["text.pl"], form["text.ru"] = [f"Nowe {CANARY}\r\nwiersze"], [""]
    text = kept(survey, form)["pages"][0]["questions"][0]["text"]
    assert text["pl"] == f"Nowe {CANARY}\nwiersze"
    assert list(text) == ["en", "pl", "ro"]


def test_options_are_added_moved_and_taken_away(as_owner, page, draft, opened, kept):
    survey, place = draft(TWO_PAGES), "pages.1.questions.0"
    form = opened(survey, place)
    form |= {"options.2.id": ["wrong"], "options.2.text.en": ["The wrong thing"], "options.2.fixed": ["yes"]}
    added = kept(survey, form, "stay")["pages"][1]["questions"][0]["options"]
    assert added[2] == {"id": "wrong", "text": {"en": "The wrong thing"}, "fixed": True}
    moved = kept(survey, opened(survey, place), f"up:{place}/options.2")["pages"][1]["questions"][0]["options"]
    assert [one["id"] for one in moved] == ["late", "wrong", "damaged"]
    moved = kept(survey, opened(survey, place), f"down:{place}/options.0")["pages"][1]["questions"][0]["options"]
    assert [one["id"] for one in moved] == ["wrong", "late", "damaged"]
    left = kept(survey, opened(survey, place), f"away:{place}/options.1")["pages"][1]["questions"][0]["options"]
    assert [one["id"] for one in left] == ["wrong", "damaged"]


def test_a_new_type_has_what_it_needs_and_loses_what_it_has_no_place_for(as_owner, page, draft, opened, kept):
    survey, place = draft(TWO_PAGES), "pages.1.questions.0"
    question = kept(survey, {**opened(survey, place), "type": ["rating"]}, "stay")["pages"][1]["questions"][0]
    assert (question["min"], question["max"], question["id"]) == (1, 5, "reasons")
    assert not {"options", "other"} & set(question)
    body = as_owner.get(page("surveys:edit", survey_id=survey.id)).content.decode()
    assert "options, other" in body
    assert not check_survey(Survey.objects.get(pk=survey.pk).text).errors


@pytest.mark.parametrize("kind", ["nps", "single", "multiple", "ranking", "matrix", "rating", "feeling", "statement"])
def test_a_question_of_each_type_is_added_and_lacks_nothing_but_words(draft, opened, kept, kind):
    survey = draft(TWO_PAGES)
    document = kept(survey, {"seen": survey.revision, "new.pages.1": kind, "new.pages.0": "ces"}, "add:pages.1")
    assert document["pages"][1]["questions"][1]["type"] == kind
    assert check_survey(Survey.objects.get(pk=survey.pk).text).errors, "nobody is asked what nobody wrote"
    form = opened(survey, "pages.1.questions.1") | {"text.en": ["Well?"]}
    lines = {"options.lines.en": ["A\r\nB"], "rows.lines.en": ["A\r\nB"]}
    kept(survey, form | {name: said for name, said in lines.items() if name in form})
    assert not check_survey(Survey.objects.get(pk=survey.pk).text).errors


@pytest.mark.parametrize("kind", ["single", "matrix"])
def test_a_question_that_nobody_wrote_yet_is_opened_and_kept_as_it_is(draft, opened, kept, kind):
    survey = draft(TWO_PAGES)
    document = kept(survey, {"seen": survey.revision, "new.pages.1": kind}, "add:pages.1")
    assert kept(survey, opened(survey, "pages.1.questions.1")) == document


def test_options_are_written_one_a_line_in_every_language_and_get_ids_of_their_words(draft, opened, kept):
    survey, place = draft(TWO_PAGES), "pages.1.questions.0"
    form = opened(survey, place)
    form |= {"options.lines.en": ["Too late\r\n\r\nThe wrong thing"], "options.lines.ru": ["Поздно\r\nИное"]}
    options = kept(survey, form, "stay:options")["pages"][1]["questions"][0]["options"]
    assert options[2:] == [
        {"id": "too_late", "text": {"en": "Too late", "ru": "Поздно"}},
        {"id": "o4", "text": {"ru": "Иное"}},
        {"id": "the_wrong_thing", "text": {"en": "The wrong thing"}},
    ]
    form = opened(survey, place) | {"options.5.text.en": ["Too late"]}
    assert kept(survey, form)["pages"][1]["questions"][0]["options"][5]["id"] == "too_late_2"


@pytest.mark.parametrize("do", ["open:pages.2", "add:pages.0", "add:pages", "up:pages.2", "copy:pages.0.questions.0",
                                "away:pages.2", "stay:options"])  # fmt: skip
def test_whatever_button_is_pressed_what_was_typed_in_the_open_card_is_kept(draft, opened, kept, do):
    survey = draft(TWO_PAGES)
    form = opened(survey, "pages.1.questions.0") | {"text.en": ["What was wrong?"]}
    pages = kept(survey, form, do)["pages"]
    texts = [one["text"]["en"] for page in pages for one in page["questions"] if one.get("text")]
    assert "What was wrong?" in texts
    assert texts != [one["text"]["en"] for page in read_yaml(TWO_PAGES)["pages"] for one in page["questions"]]


@pytest.mark.parametrize(("do", "opens", "at"), [
    ("keep", "", "edit-pages.1.questions.0"),
    ("stay", "pages.1.questions.0", "go-on"),
    ("stay:type", "pages.1.questions.0", "f-type"),
    ("stay:options", "pages.1.questions.0", "options.2.text.en"),
    ("down:pages.1.questions.0/options.0", "pages.1.questions.0", "down-options.1"),
    ("away:pages.1.questions.0/options.1", "pages.1.questions.0", "away-options.0"),
    ("open:pages.2", "pages.2", "title.en"),
    ("add:pages.2", "pages.2.questions.1", "text.en"),
    ("up:pages.2", "", "up-pages.1"),
    ("away:pages.2.questions.0", "", "edit-pages.2"),
    ("away:pages.0", "", "edit-pages.0"),
])  # fmt: skip
def test_the_focus_is_where_the_work_goes_on(as_owner, page, draft, opened, do, opens, at):
    survey = draft(TWO_PAGES)
    address = page("surveys:edit", survey_id=survey.id)
    body = as_owner.post(address, {**opened(survey, "pages.1.questions.0"), "do": do}, follow=True).content.decode()
    focused = re.findall(r"<[^>]*\sautofocus[^>]*>", body)
    assert len(focused) == 1, focused
    assert f'"{at}"' in focused[0]
    assert ('data-typed id="' in body, f'data-typed id="{opens}"' in body) == (bool(opens), bool(opens))


def test_enter_in_a_card_keeps_it_and_presses_no_button_above_it(as_owner, page, draft):
    survey = draft(TWO_PAGES)
    body = as_owner.get(page("surveys:edit", survey_id=survey.id), {"open": "pages.1"}).content.decode()
    pressed = re.findall(r'<button[^>]*\sform="pages.1"[^>]*>', body)[0]
    assert 'value="keep"' in pressed


def test_a_removed_question_is_named_and_how_to_have_it_back(as_owner, page, draft, kept):
    survey = draft(TWO_PAGES)
    kept(survey, {"seen": survey.revision}, "away:pages.1")
    body = as_owner.get(page("surveys:edit", survey_id=survey.id)).content.decode()
    assert "“why” is removed." in body
    as_owner.post(page("surveys:take_back", survey_id=survey.id), {"seen": Survey.objects.get(pk=survey.pk).revision})
    assert Survey.objects.get(pk=survey.pk).text == survey.text


def test_pages_and_questions_are_added_moved_copied_and_taken_away(draft, kept):
    survey = draft(TWO_PAGES)

    def do(what: str) -> list[list[str]]:
        seen = Survey.objects.get(pk=survey.pk).revision
        document = kept(survey, {"seen": seen}, what)
        return [[page["id"], *(one["id"] for one in page["questions"])] for page in document["pages"]]

    assert do("add:pages")[3][0] == "p1"
    assert do("up:pages.3")[2][0] == "p1"
    assert do("away:pages.2") == [["score", "satisfied"], ["why", "reasons"], ["last", "words"]]
    assert do("copy:pages.1")[2] == ["why2", "reasons2"]
    assert do("down:pages.1.questions.0") == [
        ["score", "satisfied"],
        ["why"],
        ["why2", "reasons", "reasons2"],
        ["last", "words"],
    ]
    assert do("up:pages.2.questions.1")[2] == ["why2", "reasons2", "reasons"]
    assert do("copy:pages.3.questions.0")[3] == ["last", "words", "words2"]
    assert do("away:pages.3.questions.0")[3] == ["last", "words2"]


@pytest.mark.parametrize("do", ["up:pages.0", "down:pages.2", "up:pages.9", "away:pages.9", "copy:survey", "x:y", "up:",
                                "add:pages.9", "away:pages.0.questions.99"])  # fmt: skip
def test_what_cannot_be_done_changes_nothing(draft, kept, do):
    survey = draft(TWO_PAGES)
    assert kept(survey, {"seen": survey.revision}, do) == read_yaml(TWO_PAGES)


def test_a_new_id_is_followed_in_conditions_texts_and_jumps(draft, opened, kept):
    survey = draft(TWO_PAGES.replace("What else should we know?", "'Else, {{answer.satisfied}}?'"))
    document = kept(survey, {**opened(survey, "pages.0.questions.0"), "id": ["happy"]})
    assert document["pages"][0]["jumps"] == [{"to": "last", "when": "happy >= 4"}]
    assert document["pages"][2]["questions"][0]["text"]["en"] == "Else, {{answer.happy}}?"
    document = kept(survey, {**opened(survey, "pages.2"), "id": ["final"]})
    assert document["pages"][0]["jumps"][0]["to"] == "final"
    assert not check_survey(Survey.objects.get(pk=survey.pk).text).errors


def test_conditions_and_jumps_are_suggested_from_what_is_known_there(as_owner, page, draft):
    survey = draft(TWO_PAGES)
    address = page("surveys:edit", survey_id=survey.id)
    body = as_owner.get(address, {"open": "pages.2.questions.0"}).content.decode()
    assert 'value="satisfied &gt;= 4"' in body
    assert "reasons has &#x27;late&#x27;" in body
    first = as_owner.get(address, {"open": "pages.0.questions.0"}).content.decode()
    assert "satisfied &gt;=" not in first.split('id="known-conditions"')[1].split("</datalist>")[0]
    jumps = as_owner.get(address, {"open": "pages.1"}).content.decode()
    choices = jumps.split('name="jumps.0.to"')[1].split("</select>")[0]
    assert 'value="last"' in choices
    assert 'value="score"' not in choices
    assert 'value="end"' in choices


def test_jumps_are_written(draft, opened, kept):
    survey = draft(TWO_PAGES)
    form = opened(survey, "pages.0") | {"jumps.1.to": ["end"], "jumps.1.when": ["satisfied = 1"]}
    assert kept(survey, form)["pages"][0]["jumps"][1] == {"to": "end", "when": "satisfied = 1"}


def test_a_language_that_goes_takes_its_texts_along_and_can_be_had_back(as_owner, page, draft, opened, kept):
    survey = draft(TWO_PAGES)
    document = kept(survey, {**opened(survey, "survey"), "languages": ["pl, en ru"]})
    assert document["languages"] == ["pl", "en", "ru"]
    assert "ro" not in str(document["pages"][0]["questions"][0]["text"].keys())
    assert not check_survey(Survey.objects.get(pk=survey.pk).text).errors
    as_owner.post(page("surveys:take_back", survey_id=survey.id), {"seen": Survey.objects.get(pk=survey.pk).revision})
    assert Survey.objects.get(pk=survey.pk).text == survey.text


def test_another_first_language_leaves_plain_texts_in_theirs(draft, opened, kept):
    survey = draft(EVERYTHING)
    document = kept(survey, {**opened(survey, "survey"), "languages": ["pt-BR, en"]})
    assert document["title"] == {"en": "Everything"}
    assert document["pages"][1]["questions"][0]["options"][1]["text"] == {"en": "B", "pt-BR": "Bê"}


def test_comments_stay_where_their_part_stays(draft, opened, kept):
    survey = draft(EVERYTHING)
    kept(survey, {**opened(survey, "pages.0.questions.1"), "help.en": ["Really?"]})
    kept(survey, {**opened(survey, "survey"), "thanks.en": ["Good bye."]})
    text = Survey.objects.get(pk=survey.pk).text
    for comment in ("# the whole thing", "id: everything   # its name", "  # scales first"):
        assert comment in text
    assert len(set(text.split("\n")) ^ set(EVERYTHING.split("\n"))) < 12


def test_a_comment_that_cannot_be_kept_is_told(as_owner, page, draft, opened, kept):
    survey = draft(EVERYTHING)
    kept(survey, {**opened(survey, "survey"), "id": ["other"]})
    body = as_owner.get(page("surveys:edit", survey_id=survey.id)).content.decode()
    assert "comment of the file could not be kept: its name" in body


def test_two_people_one_card_nothing_is_lost(as_owner, as_analyst, page, draft, opened, kept):
    survey, place = draft(TWO_PAGES), "pages.1.questions.0"
    mine, theirs = opened(survey, place), opened(survey, "pages.0.questions.0", as_analyst)
    kept(survey, {**theirs, "text.en": ["Theirs?"]}, client=as_analyst)
    mine |= {"text.en": [f"Mine {CANARY}?"], "options.2.id": ["new"], "options.2.text.en": ["New"]}
    response = as_owner.post(page("surveys:edit", survey_id=survey.id), {**mine, "do": "keep"})
    body = response.content.decode()
    assert response.status_code == 422
    assert "Somebody changed this" in body
    assert CANARY not in body
    assert read_yaml(Survey.objects.get(pk=survey.pk).text)["pages"][1] == read_yaml(TWO_PAGES)["pages"][1]
    again = kept(survey, form_on(body, place))
    assert again["pages"][0]["questions"][0]["text"]["en"] == "Theirs?"
    assert again["pages"][1]["questions"][0]["text"]["en"] == f"Mine {CANARY}?"
    assert again["pages"][1]["questions"][0]["options"][2]["id"] == "new"


def test_a_card_whose_part_is_gone_meanwhile_is_a_new_one_at_the_end(as_owner, as_analyst, page, draft, opened, kept):
    survey, place = draft(TWO_PAGES), "pages.1.questions.0"
    mine = opened(survey, place)
    kept(survey, {"seen": survey.revision}, "away:pages.1", client=as_analyst)
    response = as_owner.post(page("surveys:edit", survey_id=survey.id), {**mine, "do": "keep"})
    again = kept(survey, form_on(response.content.decode(), "pages.1.questions.1"))
    assert [one["id"] for one in again["pages"][1]["questions"]] == ["words", "reasons"]


def test_canaries_are_no_markup_in_the_form(as_owner, page, draft):
    text = EVERYTHING.replace("Everything", CANARY).replace("Scales, ", f'"{CANARY}", ').replace("Recommend?", CANARY)
    survey = draft(text)
    address = page("surveys:edit", survey_id=survey.id)
    for place in ["", *places_on(as_owner.get(address).content.decode())]:
        body = as_owner.get(address, {"open": place}).content.decode()
        assert CANARY not in body
        assert "&lt;script&gt;" in body


def test_a_file_that_is_no_yaml_leads_to_the_file(as_owner, page, draft):
    survey = draft("a: [")
    response = as_owner.get(page("surveys:edit", survey_id=survey.id), {"open": "survey"})
    assert "Mend it as a file" in response.content.decode()
    response = as_owner.post(page("surveys:edit", survey_id=survey.id), {"do": "add:pages", "seen": survey.revision})
    assert response.url == page("surveys:file", survey_id=survey.id)


def test_what_changed_nothing_says_so(as_owner, page, draft, kept):
    survey = draft(TWO_PAGES)
    kept(survey, {"seen": survey.revision}, "up:pages.0")
    body = as_owner.get(page("surveys:edit", survey_id=survey.id)).content.decode()
    assert "Nothing was changed." in body
    assert "Kept as a draft" not in body
