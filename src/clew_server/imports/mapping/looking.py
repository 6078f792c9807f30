"""Find out what a file is: its columns, the tool it comes from, the remembered mapping that fits, or how it drifted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import clew
from clew.importers import load_mapping, open_source, suggest_mapping, to_document
from clew.importers.presets.recognise import recognise
from clew.importers.source import Source
from clew_server.imports.models import Upload
from clew_server.imports.uploads.files import file_of
from clew_server.lakes.handles import opened

__all__ = ["examples_of", "find_out", "renamed_columns", "source_of"]

#: Rows that examples of values are taken from, examples a column, and letters of an example.
LOOKED_AT, EXAMPLES, LETTERS = 200, 3, 60
Document = dict[str, Any]


@contextmanager
def source_of(upload: Upload) -> Iterator[Source]:
    """Open an upload; its SHA-256 is known, so it is not computed again."""
    with open_source(file_of(upload.workspace_id, upload.id)) as source:
        if upload.sha256:
            source.sha256 = upload.sha256
        yield source


def find_out(upload: Upload) -> tuple[Document, Document]:
    """Return what an upload is, as a document, and the mapping to begin with.

    A remembered mapping that fits wins; where its header drifted, columns that were likely renamed are put in their new
    names; else it is the suggestion. ``drafts`` holds all of them, so that a person can take another.
    """
    handle = opened(upload.workspace_id)
    with source_of(upload) as source:
        preset = recognise(source)
        suggestion = suggest_mapping(source)
        drift = handle.store.header_drift(source.columns)
        found: Document = {
            "format": source.format,
            "columns": list(source.columns),
            "details": dict(source.details),
            "texts": {name: text[:300] for name, text in source.texts.items()},
            "title": preset.title if preset else "",
            "suggestion": suggestion,
            "examples": examples_of(source),
        }
    drafts = {"suggested": to_document(load_mapping(suggestion))}
    if drift is not None:
        drafts = {"remembered": _remembered(handle, drift), **drafts}
        found["drift"] = {**drift, "is_same": not (drift["gone"] or drift["new"])}
    begin_with = "remembered" if "remembered" in drafts and (drift or {}).get("fits") else "suggested"
    if drift is not None and not drift["fits"] and {one["before"] for one in drift["renamed"]} >= {*drift["needed"]}:
        begin_with = "remembered"
    found |= {"drafts": drafts, "taken": begin_with}
    return found, drafts[begin_with]


def _remembered(handle: clew.Workspace, drift: Document) -> Document:
    document = to_document(handle.store.mapping(drift["import_id"]))
    return renamed_columns(document, {one["before"]: one["after"] for one in drift["renamed"]})


def renamed_columns(document: Document, names: Mapping[str, str]) -> Document:
    """Return a mapping's document with source columns under their new names.

    >>> renamed_columns({"table": [{"table": "feedback", "key": ["Id"], "columns": {"rating": "Score"}}]}, {"Id": "ID"})
    {'table': [{'table': 'feedback', 'key': ['ID'], 'columns': {'rating': 'Score'}}]}
    """

    def new(name: Any) -> Any:
        return [new(part) for part in name] if isinstance(name, list) else names.get(name, name)

    def values(section: Document) -> Document:
        return {key: new(value) for key, value in section.items()}

    def keys(section: Document) -> Document:
        return {names.get(key, key): value for key, value in section.items()}

    def rules(section: Document) -> Document:
        return {key: {**rule, "column": new(rule["column"])} for key, rule in section.items()}

    ways: dict[str, Callable[[Any], Any]] = {
        **dict.fromkeys(("columns", "properties", "changes"), values),
        **dict.fromkeys(("key", "version_at"), new),
        "where": keys,
        "unpivot": lambda section: {"columns": keys(section["columns"])},
        "after": rules,
    }
    blocks = [{key: ways.get(key, lambda same: same)(value) for key, value in b.items()} for b in document["table"]]
    private = document.get("private")
    said = {key: values(value) if isinstance(value, dict) else new(value) for key, value in (private or {}).items()}
    return {**document, "table": blocks, **({"private": said} if private else {})}


def examples_of(source: Source) -> dict[str, list[str]]:
    """Return a few different values of each column."""
    found: dict[str, list[str]] = {name: [] for name in source.columns}
    for batch in source.batches():
        rows = batch.rows.slice(0, LOOKED_AT)
        for name in source.columns:
            texts = dict.fromkeys(text for text in rows.column(name).to_pylist() if text)
            found[name] = [text[:LETTERS] for text in list(texts)[:EXAMPLES]]
        break
    return found
