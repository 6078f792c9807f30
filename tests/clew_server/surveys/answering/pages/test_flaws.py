"""What is wrong is told above, in the title and beside the question; each line leads to what mends it."""

from __future__ import annotations

import pytest
from tests.clew_server.surveys.answering.pages.everything import live_of, shown_of
from tests.clew_server.surveys.answering.pages.reading import read

from clew.surveys.model.questions import ANSWERED, Matrix
from clew.surveys.running import Flaw
from clew_server.surveys.answering.pages import question_page

LIVE = live_of()
EACH = [
    (page.id, question) for page in LIVE.asked.pages for question in page.questions if isinstance(question, ANSWERED)
]
CONTROLS = ("input", "select", "textarea")


@pytest.mark.parametrize(("page", "question"), EACH, ids=[question.id for _, question in EACH])
@pytest.mark.parametrize("language", ["en", "pl", "ro", "ru"])
def test_a_flaw_is_told_three_times_and_leads_to_a_control(page, question, language):
    row = question.rows[1].id if isinstance(question, Matrix) else ""
    flaw = Flaw(question.id, "required", {}, row)
    found = read(question_page(shown_of(LIVE, page, language, flaws=(flaw,))))
    title = {"en": "Error", "pl": "Błąd", "ro": "Eroare", "ru": "Ошибка"}[language]
    assert found.text.startswith(f"{title}: ")
    assert found.text.count(flaw.said(language)) == 2
    target = next(one["href"] for one in found.all("a") if (one["href"] or "").startswith("#"))[1:]
    assert target in [one.get("id") for kind in CONTROLS for one in found.all(kind)]
    described = [ids for _, one in found.elements for ids in (one.get("aria-describedby") or "").split()]
    assert any(name.startswith(f"e-{question.id}") for name in described)
    assert set(described) <= set(found.ids)


@pytest.mark.parametrize(("page", "question"), EACH, ids=[question.id for _, question in EACH])
def test_the_control_of_what_is_wrong_says_that_it_is(page, question):
    row = question.rows[1].id if isinstance(question, Matrix) else ""
    wrong = read(question_page(shown_of(LIVE, page, flaws=(Flaw(question.id, "required", {}, row),))))
    plain = read(question_page(shown_of(LIVE, page)))
    assert not [one for _, one in plain.elements if "aria-invalid" in one]
    assert [one for _, one in wrong.elements if one.get("aria-invalid") == "true"]


def test_what_is_wrong_has_the_focus_when_the_page_is_there():
    found = read(question_page(shown_of(LIVE, "scores", flaws=(Flaw("recommend", "required"),))))
    summary = found.all("div", id="wrong")[0]
    assert (summary["role"], summary["tabindex"]) == ("alert", "-1")
    assert "autofocus" in summary


def test_a_flaw_that_names_an_option_names_it_by_its_text():
    flaw = Flaw("reasons", "exclusive", {"option": "nothing"})
    assert "„Nic” wyklucza" in read(question_page(shown_of(LIVE, "choices", "pl", flaws=(flaw,)))).text


def test_a_row_of_a_matrix_is_wrong_by_itself():
    flaw = Flaw("areas", "required", {}, "delivery")
    found = read(question_page(shown_of(LIVE, "tables", flaws=(flaw,))))
    wrong = {one["name"] for one in found.all("input") if one.get("aria-describedby", "").startswith("e-areas")}
    assert wrong == {"q.areas.delivery"}
    assert "Delivery – Please answer this question." in found.text
    target = next(one for one in found.all("a") if one["href"].startswith("#"))["href"][1:]
    assert found.all("input", id=target)[0]["name"] == "q.areas.delivery"
