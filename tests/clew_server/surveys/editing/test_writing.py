"""Surveys are made, written as files, published, compared and brought back, over HTTP."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from tests.clew_server.surveys.conftest import TWO_PAGES

from clew.surveys import check_survey
from clew.surveys.files.yaml_reading import read_yaml
from clew_server.surveys.keeping import save
from clew_server.surveys.models import Distribution, Survey

CANARY = "<script>alert('canary')</script>"


def seen(survey: Survey) -> int:
    return Survey.objects.get(pk=survey.pk).revision


def sent(name: str, data: bytes) -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


@pytest.fixture
def begun(as_owner, page):
    """Give a survey that was made by the form."""

    def make(**form) -> Survey:
        said = {"from": "nps", "languages": ["en", "pl"], "first": "en", "anonymous": "no", **form}
        response = as_owner.post(page("surveys:new"), said)
        assert response.status_code == 302, response.content.decode()
        return Survey.objects.order_by("-created_at").first()

    return make


def test_an_empty_list_leads_on(as_owner, page):
    body = as_owner.get(page("surveys:surveys")).content.decode()
    assert "There is no survey yet" in body
    assert page("surveys:new") in body


@pytest.mark.parametrize("role", ["viewer", "agent", "stranger"])
def test_who_may_not_sees_nothing(client_of, page, published, role):
    survey = published()
    status = 404 if role == "stranger" else 403
    for route in ("surveys:edit", "surveys:file", "surveys:publish", "surveys:versions"):
        assert client_of(role).get(page(route, survey_id=survey.id)).status_code == status
    assert client_of(role).post(page("surveys:delete", survey_id=survey.id)).status_code == status
    assert client_of(role).get(page("surveys:surveys")).status_code == status


def test_a_survey_of_another_workspace_is_none_of_ours(client_of, page, published, rival):
    survey = published()
    address = page("surveys:edit", workspace_id=rival.id, survey_id=survey.id)
    assert client_of("stranger").get(address).status_code == 404


@pytest.mark.parametrize("name", ["relationship", "after-contact", "nps", "csat", "ces"])
def test_a_ready_survey_begins_in_the_languages_chosen(begun, name):
    survey = begun(**{"from": name, "languages": ["pl", "ru"], "first": "ru"})
    asked = check_survey(survey.text).usable()
    assert asked.languages == ("ru", "pl")
    assert (survey.name, asked.id, survey.is_anonymous, survey.state) == (name, name, False, "draft")


def test_a_second_one_gets_an_id_of_its_own(begun):
    begun()
    second = begun(anonymous="yes")
    assert (second.name, check_survey(second.text).usable().id, second.is_anonymous) == ("nps-2", "nps-2", True)


@pytest.mark.parametrize(("title", "name"), [("Our 2nd survey!", "our-2nd-survey"), ("Наш опрос", "survey")])
def test_an_empty_one_begins_with_a_page_and_is_called_as_its_title(begun, title, name):
    survey = begun(**{"from": "empty", "title": title, "program": "product", "languages": ["en"]})
    (problem,) = check_survey(survey.text).errors
    assert problem.where == "pages[0].questions"
    assert (survey.name, read_yaml(survey.text)["program"]) == (name, "product")


def test_a_title_is_no_markup(begun, as_owner, page):
    survey = begun(**{"from": "empty", "title": f"Ours {CANARY}", "program": "product", "languages": ["en"]})
    assert CANARY not in as_owner.get(page("surveys:edit", survey_id=survey.id)).content.decode()


def test_a_form_that_lacks_something_says_so(as_owner, page):
    for form, said in (
        ({"from": "nps"}, "Choose a language"),
        ({"from": "file"}, "Choose the file"),
        ({"from": "empty", "languages": ["en"]}, "Give the survey a title"),
        ({"from": "elsewhere", "languages": ["en"]}, "Give the survey a title"),
    ):
        response = as_owner.post(page("surveys:new"), form)
        assert response.status_code == 422
        assert said in response.content.decode()
    assert not Survey.objects.exists()


def test_our_file_is_kept_as_it_is_with_its_comments_even_if_wrong(as_owner, page):
    text = "# mine\n" + TWO_PAGES.strip().replace("type: csat", "type: cast") + "\n"
    as_owner.post(page("surveys:new"), {"from": "file", "file": sent("my.yaml", text.replace("\n", "\r\n").encode())})
    survey = Survey.objects.get()
    assert (survey.text, survey.name) == (text, "delivery")
    body = as_owner.get(page("surveys:file", survey_id=survey.id)).content.decode()
    assert "There is no type of question" in body
    line = text.split("\n").index("        type: cast") + 1
    assert f"line {line}" in body


def test_another_tools_file_lists_what_could_not_be_carried_over(as_owner, page):
    theirs = {"title": "Theirs", "showTimer": True, "pages": [{"name": "one", "elements": [
        {"type": "rating", "name": "q1", "title": "Satisfied?", "rateMin": 1, "rateMax": 5},
        {"type": "file", "name": "q2", "title": f"A file {CANARY}"},
    ]}]}  # fmt: skip
    as_owner.post(page("surveys:new"), {"from": "file", "file": sent("theirs.json", json.dumps(theirs).encode())})
    survey = Survey.objects.get()
    address = page("surveys:edit", survey_id=survey.id)
    body = as_owner.get(address).content.decode()
    assert "could not be carried over" in body
    assert "Questions of the type" in body
    assert CANARY not in body
    as_owner.post(page("surveys:carried", survey_id=survey.id))
    assert "could not be carried over" not in as_owner.get(address).content.decode()


def test_what_is_no_survey_is_refused_in_words(as_owner, page):
    for name, data in (("a.pdf", b"%PDF-1.7"), ("a.yaml", b"\xff\xfe\x00"), ("a.yaml", b"a" * 1_000_001)):
        response = as_owner.post(page("surveys:new"), {"from": "file", "file": sent(name, data)})
        assert response.status_code == 422
    assert not Survey.objects.exists()


def test_the_file_is_kept_right_or_wrong_and_told_what_is_wrong(as_owner, page, begun):
    survey = begun()
    address = page("surveys:file", survey_id=survey.id)
    wrong = survey.text.replace("type: nps", "type: npss")
    body = as_owner.post(address, {"text": wrong, "seen": seen(survey)}, follow=True).content.decode()
    assert "Kept as a draft. What is wrong" in body
    assert Survey.objects.get().text == wrong
    assert as_owner.get(page("surveys:publish", survey_id=survey.id)).status_code == 200
    assert as_owner.post(page("surveys:publish", survey_id=survey.id), {"seen": seen(survey)}).status_code == 422
    assert not survey.versions.exists()


def test_nobody_writes_over_what_they_have_not_seen(as_owner, as_analyst, page, begun):
    survey = begun()
    address, old = page("surveys:file", survey_id=survey.id), seen(survey)
    theirs = survey.text + "# theirs\n"
    mine = survey.text + f"# mine {CANARY}\n"
    assert as_analyst.post(address, {"text": theirs, "seen": old}).status_code == 302
    response = as_owner.post(address, {"text": mine, "seen": old})
    body = response.content.decode()
    assert response.status_code == 422
    assert "Somebody changed this" in body
    assert "# mine &lt;script&gt;" in body
    assert CANARY not in body
    assert Survey.objects.get().text == theirs
    assert as_owner.post(address, {"text": mine, "seen": seen(survey)}).status_code == 302
    assert Survey.objects.get().text == mine


def test_a_form_without_a_mark_overwrites_nothing(as_owner, page, begun):
    survey = begun()
    for form in ({"text": "x"}, {"text": "x", "seen": "-1"}, {"text": "x", "seen": "9" * 40}):
        assert as_owner.post(page("surveys:file", survey_id=survey.id), form).status_code == 422
    assert Survey.objects.get().text == survey.text


def test_the_last_change_is_undone_once_and_only_while_it_is_the_last(as_owner, page, begun):
    survey = begun()
    address, back = (page(route, survey_id=survey.id) for route in ("surveys:file", "surveys:take_back"))
    as_owner.post(address, {"text": "format: 1\n", "seen": seen(survey)})
    wrote = seen(survey)
    as_owner.post(back, {"seen": wrote})
    assert Survey.objects.get().text == survey.text
    as_owner.post(back, {"seen": wrote})
    assert Survey.objects.get().text == survey.text


def test_what_was_kept_elsewhere_since_is_not_undone(as_owner, page, begun):
    survey = begun()
    as_owner.post(page("surveys:file", survey_id=survey.id), {"text": "format: 1\n", "seen": seen(survey)})
    save(Survey.objects.get(pk=survey.pk), "format: 1 # theirs\n", seen(survey))
    as_owner.post(page("surveys:take_back", survey_id=survey.id), {"seen": seen(survey)})
    assert Survey.objects.get().text == "format: 1 # theirs\n"


def test_a_draft_may_change_its_id_and_a_published_one_may_not(as_owner, page, begun):
    begun()
    survey = begun()
    address = page("surveys:file", survey_id=survey.id)
    as_owner.post(address, {"text": survey.text.replace("id: nps-2", "id: mine"), "seen": seen(survey)})
    assert Survey.objects.get(pk=survey.pk).name == "mine"
    as_owner.post(address, {"text": survey.text.replace("id: nps-2", "id: nps"), "seen": seen(survey)})
    assert Survey.objects.get(pk=survey.pk).name == "mine"
    assert "already" in as_owner.get(address).content.decode()
    assert as_owner.post(page("surveys:publish", survey_id=survey.id), {"seen": seen(survey)}).status_code == 422
    as_owner.post(address, {"text": survey.text.replace("id: nps-2", "id: mine"), "seen": seen(survey)})
    assert as_owner.post(page("surveys:publish", survey_id=survey.id), {"seen": seen(survey)}).status_code == 302
    as_owner.post(address, {"text": survey.text.replace("id: nps-2", "id: other"), "seen": seen(survey)})
    assert "keeps its id" in as_owner.get(address).content.decode()
    assert as_owner.post(page("surveys:publish", survey_id=survey.id), {"seen": seen(survey)}).status_code == 422


def test_until_it_is_published_or_has_a_way_out_one_may_say_whether_it_is_anonymous(as_owner, page, begun):
    first, second, third = begun(), begun(), begun(anonymous="yes")
    Distribution.objects.create(survey=second, kind="link", name="Link", slug="a" * 16)
    for survey, said, is_anonymous in ((first, "yes", True), (second, "yes", False), (third, "", True)):
        address = page("surveys:publish", survey_id=survey.id)
        assert ('name="anonymous"' in as_owner.get(address).content.decode()) == (survey != second)
        assert as_owner.post(address, {"seen": seen(survey), "anonymous": said}).status_code == 302
        assert Survey.objects.get(pk=survey.pk).is_anonymous == is_anonymous


def test_a_published_one_keeps_its_promise(as_owner, page, published):
    survey = published(is_anonymous=True)
    address = page("surveys:publish", survey_id=survey.id)
    assert 'name="anonymous"' not in as_owner.get(address).content.decode()
    as_owner.post(address, {"seen": seen(survey), "anonymous": "no"})
    assert Survey.objects.get(pk=survey.pk).is_anonymous


def test_publishing_shows_what_changes_first_and_keeps_who_when_and_why(as_owner, as_analyst, page, published):
    survey = published()
    text = survey.text.replace("type: csat", "type: csat\n        points: 7")
    as_analyst.post(page("surveys:file", survey_id=survey.id), {"text": text, "seen": seen(survey)})
    body = as_analyst.get(page("surveys:publish", survey_id=survey.id)).content.decode()
    assert "The scale was 1-5 and is 1-7" in body
    assert "New series" in body
    form = {"seen": seen(survey), "note": f"seven points {CANARY}"}
    assert as_analyst.post(page("surveys:publish", survey_id=survey.id), form).status_code == 302
    body = as_owner.get(page("surveys:versions", survey_id=survey.id)).content.decode()
    assert "analyst@example.org" in body
    assert "seven points &lt;script&gt;" in body
    assert CANARY not in body
    body = as_owner.get(page("surveys:compare", survey_id=survey.id) + "?from=1&to=2").content.decode()
    assert "The scale was 1-5 and is 1-7" in body
    body = as_owner.get(page("surveys:compare", survey_id=survey.id) + "?from=2&to=1").content.decode()
    assert "The scale was 1-7 and is 1-5" in body
    file = as_owner.get(page("surveys:version_file", survey_id=survey.id, number=1))
    assert check_survey(file.content.decode()).usable() == check_survey(TWO_PAGES).usable()
    assert file["Content-Disposition"] == 'attachment; filename="delivery-1.yaml"'


def test_nothing_is_published_that_was_written_since_it_was_shown(as_owner, as_analyst, page, published):
    survey = published()
    old = seen(survey)
    text = survey.text.replace("Thank you.", "Thanks a lot.")
    as_analyst.post(page("surveys:file", survey_id=survey.id), {"text": text, "seen": old})
    response = as_owner.post(page("surveys:publish", survey_id=survey.id), {"seen": old})
    assert response.status_code == 422
    assert "Nothing was published" in response.content.decode()
    assert survey.versions.count() == 1


def test_an_old_version_comes_back_as_a_draft(as_owner, page, published):
    survey = published()
    as_owner.post(page("surveys:file", survey_id=survey.id), {"text": "format: 1\n", "seen": seen(survey)})
    back = page("surveys:bring_back", survey_id=survey.id, number=1)
    assert as_owner.post(back, {"seen": 1}).status_code == 302
    assert Survey.objects.get().text == "format: 1\n"
    as_owner.post(back, {"seen": seen(survey)})
    assert check_survey(Survey.objects.get().text).usable() == check_survey(TWO_PAGES).usable()
    assert survey.versions.count() == 1
    assert as_owner.get(page("surveys:version_file", survey_id=survey.id, number=7)).status_code == 404


def test_it_is_closed_and_opened(as_owner, page, published, begun):
    survey = published()
    for do, state in (("close", "closed"), ("open", "open")):
        as_owner.post(page("surveys:change_state", survey_id=survey.id), {"do": do})
        assert Survey.objects.get(pk=survey.pk).state == state
    draft = begun()
    as_owner.post(page("surveys:change_state", survey_id=draft.id), {"do": "open"})
    assert Survey.objects.get(pk=draft.pk).state == "draft"


def test_a_deleted_one_is_gone_and_can_be_brought_back(as_owner, page, published):
    survey = published()
    body = as_owner.post(page("surveys:delete", survey_id=survey.id), follow=True).content.decode()
    assert "is deleted" in body
    assert "Bring back" in body
    assert as_owner.get(page("surveys:edit", survey_id=survey.id)).status_code == 404
    as_owner.post(page("surveys:restore", survey_id=survey.id))
    assert as_owner.get(page("surveys:edit", survey_id=survey.id)).status_code == 200
    assert Survey.objects.get().state == "open"


def test_a_copy_has_an_id_of_its_own_and_no_versions(as_owner, page, published):
    survey = published("# kept\n" + TWO_PAGES.strip() + "\n", is_anonymous=True, colour="#aa0000")
    as_owner.post(page("surveys:duplicate", survey_id=survey.id))
    copy = Survey.objects.exclude(pk=survey.pk).get()
    assert copy.text == survey.text.replace("id: delivery", "id: delivery-2", 1)
    assert (copy.name, copy.is_anonymous, copy.options) == ("delivery-2", True, {"colour": "#aa0000"})
    assert (copy.published, copy.state) == (None, "draft")


def test_the_file_and_surveyjs_are_given(as_owner, page, published):
    survey = published()
    file = as_owner.get(page("surveys:as_file", survey_id=survey.id))
    assert file.content.decode() == survey.text
    body = as_owner.get(page("surveys:surveyjs", survey_id=survey.id)).content.decode()
    assert "SurveyJS has no place for" in body
    document = json.loads(as_owner.get(page("surveys:surveyjs_file", survey_id=survey.id)).content)
    assert [one["name"] for one in document["pages"]] == ["score", "why", "last"]


def test_canaries_in_titles_and_texts_are_no_markup(as_owner, page, published):
    text = TWO_PAGES.replace("Your delivery", CANARY).replace("It came late", CANARY).replace("satisfied?", CANARY)
    survey = published(text)
    for route in ("surveys:surveys", "surveys:edit", "surveys:file", "surveys:publish", "surveys:versions"):
        named = {} if route == "surveys:surveys" else {"survey_id": survey.id}
        body = as_owner.get(page(route, **named)).content.decode()
        assert CANARY not in body
        assert "&lt;script&gt;alert" in body
