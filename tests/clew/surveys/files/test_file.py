"""A survey keeps its meaning through its file, and its file its letters."""

from __future__ import annotations

import msgspec
import pytest

from clew.errors import UsageError
from clew.surveys import check_document, check_survey, load_survey, survey_document, survey_text
from clew.surveys.files.file import read_survey_file

from ..conftest import EVERY_TYPE  # noqa: TID252 - a survey beside the tests


@pytest.mark.parametrize("which", ["example", "every_type"])
def test_a_survey_goes_through_its_file_unchanged(which, request):
    survey = request.getfixturevalue(which)
    text = survey_text(survey)
    again = load_survey(text)
    assert again == survey
    assert survey_text(again) == text
    assert check_document(survey_document(survey)).survey == survey
    assert msgspec.convert(msgspec.to_builtins(survey), type(survey)) == survey


def test_the_order_of_a_file_is_its_own():
    turned = """
pages: [{questions: [{text: {ru: Б, en: A}, help: H, type: nps, id: q, low: l, high: h}], id: p}]
languages: [en, ru]
program: none
title: T
id: t
format: 1
"""
    text = survey_text(load_survey(turned))
    assert text.splitlines()[:4] == ["format: 1", "id: t", "title: T", "program: none"]
    assert text.index("en: A") < text.index("ru: Б")
    assert (
        text.index("id: q") < text.index("type: nps") < text.index("text:") < text.index("help:") < text.index("low:")
    )


def test_defaults_are_not_written(every_type):
    text = survey_text(every_type)
    assert "points" not in text
    assert "false" not in text
    assert "show_if: ''" not in text


@pytest.mark.parametrize("text", ["", "a", "[]", "3", "format: 1\nid: [", "\x00"])
def test_what_is_no_survey_is_a_problem_and_not_an_error(text):
    checked = check_survey(text)
    assert checked.survey is None
    assert len(checked.errors) == 1
    with pytest.raises(UsageError, match="cannot be used"):
        load_survey(text)


def test_a_file_is_read_with_limits(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text("\ufeff" + EVERY_TYPE, encoding="utf-8")
    assert check_survey(read_survey_file(path)).survey is not None
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="UTF-8"):
        read_survey_file(path)
    path.write_bytes(b"a" * 4_000_001)
    with pytest.raises(UsageError, match="larger"):
        read_survey_file(path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_survey_file(tmp_path / "none")
