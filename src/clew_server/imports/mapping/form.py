"""A mapping's document and the form that edits it: both ways, and nothing that the form does not show is lost.

Fields of block *i* and column *j* (in the file's order): ``b0.c4`` what it becomes (several), ``b0.u4.metric`` and so
on for answers of a wide survey, ``p4`` privacy; lines of a block: ``b0.constant``, ``b0.missing``, ``b0.value``.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, Protocol

__all__ = ["ANSWER", "PROPERTY", "Posted", "document_of", "privacy_of", "source_names"]

Document = dict[str, Any]
ANSWER, PROPERTY = "*answer", "*property"
KEPT = ("email", "phone", "name")
KEY_PARTS = 4
PLAIN = ("metric", "question", "touchpoint")


class Posted(Protocol):
    """What a form sent."""

    def get(self, key: str, default: str, /) -> Any:
        """Return the last value of a field."""

    def getlist(self, key: str, /) -> list[Any]:
        """Return all values of a field."""

    def __contains__(self, name: object) -> bool: ...


def source_names(document: Document, columns: Sequence[str]) -> list[str]:
    """Return the names that rows of the form stand for: the file's columns, then what else the mapping reads."""
    named: list[Any] = []
    for block in document.get("table", ()):
        named += [value for value in block.get("columns", {}).values() if isinstance(value, str)]
        named += [*block.get("unpivot", {}).get("columns", {}), *_renamed(block.get("properties", {})).values()]
    private = document.get("private", {})
    named += [*private.get("drop", ()), *private.get("hash", ()), *private.get("keep", {}).values()]
    return list(dict.fromkeys([*columns, *(name for name in named if isinstance(name, str))]))


def privacy_of(document: Document, name: str) -> str:
    """Return how a column is kept private: drop, hash, email, phone, name, or nothing."""
    private = document.get("private", {})
    for way in ("drop", "hash"):
        if name in private.get(way, ()):
            return way
    return next((kind for kind, column in private.get("keep", {}).items() if column == name), "")


def document_of(posted: Posted, draft: Document, columns: Sequence[str]) -> Document:
    """Return the draft as the form says it now; what the form did not send stays as it is."""
    names = source_names(draft, columns)
    document = copy.deepcopy(draft)
    document["table"] = [_block(posted, block, f"b{at}.", names) for at, block in enumerate(draft.get("table", ()))]
    private = _private(posted, draft.get("private", {}), names)
    document.pop("private", None)
    return {**document, **({"private": private} if private else {})}


def _block(posted: Posted, block: Document, at: str, names: Sequence[str]) -> Document:
    new = copy.deepcopy(block)
    if posted.get(f"{at}table", ""):
        new["table"] = str(posted.get(f"{at}table", ""))
    _take_columns(posted, new, at, names)
    if f"{at}key" in posted:
        _put(new, "key", [part for part in posted.getlist(f"{at}key") if part])
    if f"{at}constant" in posted:
        _put(new, "constants", {line[0]: line[1] for line in _lines(posted, f"{at}constant", 2)})
    if f"{at}missing" in posted:
        _put(new, "missing", _missing(_lines(posted, f"{at}missing", 3)))
    if f"{at}value" in posted:
        _put(new, "values", _values(_lines(posted, f"{at}value", 3)))
    if f"{at}formats" in posted:
        _put(new, "dates", _dates(posted, new.get("dates", {}), at))
    if f"{at}decimal" in posted:
        comma = posted.get(f"{at}decimal", "") == ","
        thousands = str(posted.get(f"{at}thousands", ""))[:1]
        _put(new, "numbers", {**({"decimal": ","} if comma else {}), **({"thousands": thousands} if thousands else {})})
    if f"{at}min" in posted:
        ends = {"min": _number(posted.get(f"{at}min", "")), "max": _number(posted.get(f"{at}max", ""))}
        scale = {name: end for name, end in ends.items() if end is not None}
        _put(new, "scale", {**scale, **({"reverse": True} if posted.get(f"{at}reverse", "") else {})})
    return new


def _take_columns(posted: Posted, block: Document, at: str, names: Sequence[str]) -> None:
    """Put into the block what each shown column becomes; the others stay as they are."""
    shown = {name: index for index, name in enumerate(names) if f"{at}c{index}" in posted}
    columns = {to: name for to, name in block.get("columns", {}).items() if isinstance(name, list) or name not in shown}
    properties = block.get("properties", {})
    listed = [name for name in properties.get("columns", ()) if name not in shown]
    renamed = {to: name for to, name in _renamed(properties).items() if name not in shown}
    answers = {name: said for name, said in block.get("unpivot", {}).get("columns", {}).items() if name not in shown}
    for name, index in shown.items():
        for to in dict.fromkeys(posted.getlist(f"{at}c{index}")):
            if to == ANSWER:
                before = block.get("unpivot", {}).get("columns", {}).get(name, {})
                answers[name] = _answer(posted, before, f"{at}u{index}.")
            elif to == PROPERTY:
                was = [key for key, column in _renamed(properties).items() if column == name]
                renamed |= dict.fromkeys(was, name)
                listed += [] if was else [name]
            elif to:
                columns[str(to)] = name
    if f"{at}rest_shown" in posted:
        listed = [name for name in listed if name != "*"] + (["*"] if posted.get(f"{at}rest", "") else [])
    _put(block, "columns", _in_order(columns, block.get("columns", {})))
    _put(block, "properties", {**({"columns": listed} if listed else {}), **renamed})
    _put(block, "unpivot", {"columns": answers} if answers else {})


def _answer(posted: Posted, before: Any, at: str) -> Document:
    said = dict(before) if isinstance(before, dict) else {"metric": before}
    for name in PLAIN:
        if f"{at}{name}" in posted:
            _put(said, name, str(posted.get(f"{at}{name}", "")).strip())
    if f"{at}min" in posted:
        ends = [_number(posted.get(f"{at}min", "")), _number(posted.get(f"{at}max", ""))]
        _put(said, "scale", ends if None not in ends else [])
    said.setdefault("metric", "rating")
    if before and isinstance(before, dict) and before.get("metric") != said["metric"]:
        said.pop("into", None)  # where it goes follows from what is measured
    return said


def _private(posted: Posted, before: Document, names: Sequence[str]) -> Document:
    shown = {name: str(posted.get(f"p{index}", "")) for index, name in enumerate(names) if f"p{index}" in posted}
    drop = [name for name in before.get("drop", ()) if name not in shown]
    hashed = [name for name in before.get("hash", ()) if name not in shown]
    keep = {kind: name for kind, name in before.get("keep", {}).items() if name not in shown}
    for name, way in shown.items():
        if way == "drop":
            drop.append(name)
        elif way == "hash":
            hashed.append(name)
        elif way in KEPT:
            keep[way] = name
    rest = {name: value for name, value in before.items() if name not in {"drop", "hash", "keep"}}
    said: Document = {"drop": _as_before(drop, before.get("drop", ())), **rest}
    said |= {"hash": _as_before(hashed, before.get("hash", ())), "keep": _in_order(keep, before.get("keep", {}))}
    return {name: value for name, value in said.items() if value}


def _dates(posted: Posted, before: Document, at: str) -> Document:
    formats = [line.strip() for line in str(posted.get(f"{at}formats", "")).splitlines() if line.strip()]
    zone = str(posted.get(f"{at}zone", "")).strip()
    rest = {name: rule for name, rule in before.items() if name not in {"formats", "zone"}}
    return {**({"formats": formats} if formats else {}), **({"zone": zone} if zone else {}), **rest}


def _lines(posted: Posted, name: str, parts: int) -> list[tuple[str, ...]]:
    """The lines of a small table: its first field stands in ``name``, the others in ``name2``, ``name3``."""
    fields = [posted.getlist(name if part == 1 else f"{name}{part}") for part in range(1, parts + 1)]
    lines = [tuple(str(cell) for cell in line) for line in zip(*fields, strict=False)]
    return [line for line in lines if line[0]]


def _missing(lines: Sequence[tuple[str, ...]]) -> Document:
    found: dict[str, dict[str, list[str]]] = {}
    for column, text, state in lines:
        found.setdefault(column, {}).setdefault(state or "missing", []).append(text)
    return {name: said["missing"] if set(said) == {"missing"} else said for name, said in found.items()}


def _values(lines: Sequence[tuple[str, ...]]) -> Document:
    found: dict[str, dict[str, str]] = {}
    for column, written, means in lines:
        found.setdefault(column, {})[written] = means
    return found


def _number(text: Any) -> float | None:
    try:
        number = float(str(text).replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < 1e15 else None  # noqa: PLR2004 - beyond that a scale is a slip, or infinite


def _renamed(properties: Any) -> dict[str, str]:
    return {key: name for key, name in properties.items() if key != "columns"} if isinstance(properties, dict) else {}


def _as_before(new: Sequence[str], before: Sequence[str]) -> list[str]:
    return [*(name for name in before if name in new), *(name for name in new if name not in before)]


def _in_order(new: Document, before: Document) -> Document:
    """What was there keeps its place."""
    return {
        key: new[key] for key in [*(key for key in before if key in new), *(key for key in new if key not in before)]
    }


def _put(document: Document, name: str, value: Any) -> None:
    """Set a key, or take it away where it says nothing."""
    if value:
        document[name] = value
    else:
        document.pop(name, None)
