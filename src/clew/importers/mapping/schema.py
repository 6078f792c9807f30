"""The published JSON Schema of a mapping file, made from the shape that the program reads."""

from __future__ import annotations

from typing import Any

import msgspec

from clew.importers.mapping.toml_shape import MappingFile

__all__ = ["mapping_schema", "schema_text"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def mapping_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of mapping files, format 1, for editors and for people.

    >>> mapping_schema()["title"]
    'Clew mapping, format 1'
    """
    (root,), components = msgspec.json.schema_components([MappingFile], ref_template="#/$defs/{name}")
    return {"$schema": DIALECT, "title": "Clew mapping, format 1", **root, "$defs": components}


def schema_text() -> str:
    """Return the schema as it stands in docs/reference/mapping.schema.json."""
    return msgspec.json.format(msgspec.json.encode(mapping_schema()), indent=2).decode() + "\n"
