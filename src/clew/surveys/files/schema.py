"""The published JSON Schema of a survey file, made from the shape that the program reads."""

from __future__ import annotations

from typing import Any

import msgspec

from clew.surveys.model.survey import Survey

__all__ = ["schema_text", "survey_schema"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def survey_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of survey files, format 1, for editors and for people.

    >>> survey_schema()["title"]
    'Clew survey, format 1'
    """
    (root,), components = msgspec.json.schema_components([Survey], ref_template="#/$defs/{name}")
    return {"$schema": DIALECT, "title": "Clew survey, format 1", **root, "$defs": components}


def schema_text() -> str:
    """Return the schema as it stands in docs/reference/survey.schema.json."""
    return msgspec.json.format(msgspec.json.encode(survey_schema()), indent=2).decode() + "\n"
