"""What the edit page refuses, each by itself: too large, stale, elsewhere, unknown; and what it leaves as it was."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from tests.clew_server.surveys.conftest import TWO_PAGES
from tests.clew_server.surveys.editing.browsing import form_on

from clew.surveys.files.yaml_reading import LARGEST, read_yaml
from clew_server.surveys.editing import making
from clew_server.surveys.editing.beginning import MOST_LOSSES
from clew_server.surveys.editing.form.rows import MOST_PARTS
from clew_server.surveys.keeping import save
from clew_server.surveys.models import Survey

REASONS = "pages.1.questions.0"


@pytest.fixture
def draft(company, people):
    def make(text: str = TWO_PAGES, name: str = "delivery") -> Survey:
        return Survey.objects.create(workspace=company, by=people["owner"], name=name, text=text)

    return make


@pytest.fixture
def at(page):
    return lambda route, survey, **more: page(f"surveys:{route}", survey_id=survey.id, **more)


def kept(survey: Survey) -> str:
    return Survey.objects.get(pk=survey.pk).text


def sent(name: str, data: bytes) -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


def test_a_file_longer_than_a_survey_is_not_kept(as_owner, draft, at):
    survey = draft()
    response = as_owner.post(at("file", survey), {"text": "#" * (LARGEST + 1), "seen": survey.revision})
    assert response.status_code == 422
    assert "more than a survey can be" in response.content.decode()
    assert kept(survey) == TWO_PAGES


@pytest.mark.parametrize(("file", "said"), [
    (b"format: 1\n" + b"#" * LARGEST, "characters; a survey has"), (b"format: 1\nid: a\x00\n", "no text in UTF-8"),
    (b"format: 1\nid: \xff\n", "no text in UTF-8"),
])  # fmt: skip
def test_a_file_of_ours_that_is_none_is_refused(as_owner, page, file, said):
    response = as_owner.post(page("surveys:new"), {"from": "file", "file": sent("a.yaml", file)})
    assert (response.status_code, Survey.objects.count()) == (422, 0)
    assert said in response.content.decode()


def test_a_file_larger_than_any_tools_is_refused(as_owner, page, monkeypatch):
    monkeypatch.setattr(making, "LONGEST_FILE", 100)
    response = as_owner.post(page("surveys:new"), {"from": "file", "file": sent("a.yaml", b"format: 1\n" + b"#" * 91)})
    assert (response.status_code, Survey.objects.count()) == (422, 0)


def test_an_empty_one_of_an_unknown_program_is_refused(as_owner, page):
    form = {"from": "empty", "languages": ["en"], "title": "Ours", "program": "strange"}
    assert as_owner.post(page("surveys:new"), form).status_code == 422
    assert not Survey.objects.exists()


def test_of_many_losses_so_many_are_kept_and_all_are_counted(as_owner, page, at):
    files = [{"type": "file", "name": f"f{number}"} for number in range(MOST_LOSSES + 5)]
    theirs = {"pages": [{"name": "a", "elements": [{"type": "text", "name": "q"}, *files]}]}
    as_owner.post(page("surveys:new"), {"from": "file", "file": sent("a.json", json.dumps(theirs).encode())})
    carried = Survey.objects.get().options["carried"]
    assert (len(carried["losses"]), carried["all"] > MOST_LOSSES) == (MOST_LOSSES, True)


def test_a_card_of_old_that_changes_nothing_is_a_conflict_all_the_same(as_owner, draft, at):
    survey = draft()
    form = form_on(as_owner.get(at("edit", survey), {"open": "pages.0"}).content.decode(), "pages.0")
    save(Survey.objects.get(pk=survey.pk), TWO_PAGES + "# theirs\n", survey.revision)
    assert as_owner.post(at("edit", survey), {**form, "do": "keep"}).status_code == 422


@pytest.mark.parametrize("row", ["options.99", "options.-1", "options.x", "options.99999999", "nothing.0", "text.0"])
def test_a_row_that_is_not_there_changes_nothing(as_owner, draft, at, row):
    survey = draft()
    form = form_on(as_owner.get(at("edit", survey), {"open": REASONS}).content.decode(), REASONS)
    for do in ("away", "up", "down"):
        form["seen"] = Survey.objects.get(pk=survey.pk).revision
        assert as_owner.post(at("edit", survey), {**form, "do": f"{do}:{REASONS}/{row}"}).status_code == 302
        assert kept(survey) == TWO_PAGES


def test_a_type_that_nobody_knows_is_not_added(as_owner, draft, at):
    survey = draft()
    as_owner.post(at("edit", survey), {"seen": survey.revision, "do": "add:pages.0", "new.pages.0": "<b>"})
    assert read_yaml(kept(survey))["pages"][0]["questions"][1]["type"] == "long_text"


def test_of_very_many_rows_so_many_are_kept(as_owner, draft, at):
    survey = draft()
    form = form_on(as_owner.get(at("edit", survey), {"open": REASONS}).content.decode(), REASONS)
    form |= {f"options.{MOST_PARTS}.text.en": ["One too many"], "options.lines.en": ["\r\n".join(["x"] * 500)]}
    as_owner.post(at("edit", survey), {**form, "do": "keep"})
    options = read_yaml(kept(survey))["pages"][1]["questions"][0]["options"]
    assert len(options) == 2 + MOST_PARTS
    assert "One too many" not in str(options)


def test_what_nobody_knows_is_taken_away_where_that_is_ticked_and_only_then(as_owner, draft, at):
    survey = draft(TWO_PAGES.replace("id: reasons", "id: reasons\n        odd: 1\n        strange: 2"))
    body = as_owner.get(at("edit", survey), {"open": REASONS}).content.decode()
    assert "Take “odd” away" in body
    as_owner.post(at("edit", survey), {**form_on(body, REASONS), "drop": "odd", "do": "keep"})
    question = read_yaml(kept(survey))["pages"][1]["questions"][0]
    assert ("odd" in question, "strange" in question) == (False, True)


def test_a_wrong_draft_is_neither_compared_nor_shown_nor_given_to_another_tool(as_owner, at, published):
    survey = published()
    save(survey, "format: 1\n", survey.revision)
    assert "The draft is wrong somewhere" in as_owner.get(at("compare", survey), {"to": "draft"}).content.decode()
    assert as_owner.get(at("surveyjs_file", survey)).url == at("surveyjs", survey)
    assert as_owner.get(at("preview_page", survey)).url == at("edit", survey)


def test_versions_that_are_not_there_are_not_compared(as_owner, draft, at, published):
    assert as_owner.get(at("compare", draft(name="other"))).status_code == 302
    survey = published()
    assert as_owner.get(at("compare", survey), {"from": "99999999999"}).status_code == 200
    assert as_owner.get(at("compare", survey), {"from": "7"}).status_code == 404


def test_another_workspaces_survey_is_not_brought_back(client_of, page, published, rival):
    survey = published()
    Survey.objects.filter(pk=survey.pk).update(deleted_at=survey.created_at)
    address = page("surveys:restore", workspace_id=rival.id, survey_id=survey.id)
    assert client_of("stranger").post(address).status_code == 404
    assert Survey.objects.get(pk=survey.pk).deleted_at is not None


def test_the_list_of_losses_goes_away_alone(as_owner, draft, at):
    survey = draft()
    Survey.objects.filter(pk=survey.pk).update(options={"carried": {"losses": [], "all": 0}, "colour": "#aa0000"})
    as_owner.post(at("carried", survey))
    assert Survey.objects.get(pk=survey.pk).options == {"colour": "#aa0000"}
