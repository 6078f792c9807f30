"""The published schema is what the program reads, and the page says every key."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import msgspec
import pytest

from clew.surveys.files.schema import schema_text, survey_schema
from clew.surveys.files.yaml_reading import read_yaml
from clew.surveys.model.questions import FEELINGS, Option, Question, Row
from clew.surveys.model.survey import Jump, Page, Survey

from ..conftest import EVERY_TYPE, PAGE  # noqa: TID252 - a survey beside the tests

ROOT = Path(__file__).parents[4]
VALIDATOR = jsonschema.Draft202012Validator(survey_schema())


def test_the_published_schema_is_the_programs():
    published = (ROOT / "docs/reference/survey.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), (
        "write clew.surveys.files.schema.schema_text() to docs/reference/survey.schema.json"
    )
    jsonschema.Draft202012Validator.check_schema(survey_schema())


def test_the_schema_takes_what_the_program_takes_and_refuses_what_it_refuses(example_text):
    assert VALIDATOR.is_valid(read_yaml(example_text))
    document = read_yaml(EVERY_TYPE)
    assert VALIDATOR.is_valid(document)
    assert not VALIDATOR.is_valid({**document, "format": 2})
    assert not VALIDATOR.is_valid({**document, "colour": "red"})
    document["pages"][0]["questions"][0]["type"] = "thumbs"
    assert not VALIDATOR.is_valid(document)


KEYS = {
    field.encode_name
    for part in (Survey, Page, Jump, Option, Row, *Question.__args__)
    for field in msgspec.structs.fields(part)
}


@pytest.mark.parametrize(
    "name", sorted({*KEYS, *(part.__struct_config__.tag for part in Question.__args__), *FEELINGS})
)
def test_every_key_type_and_feeling_stands_on_the_page(name):
    text = PAGE.read_text(encoding="utf-8")
    words = name if name in FEELINGS else rf"`[^`\n]*\b{name}\b[^`\n]*`"
    assert re.search(words, text), f"docs/reference/surveys.md says nothing of '{name}'"
