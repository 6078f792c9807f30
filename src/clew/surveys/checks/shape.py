"""What in a document has not the shape of a survey: unknown keys, values of a wrong kind, each at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from clew.surveys.checks.problem import Problem, near_to

__all__ = ["info_of", "shape_problems"]

_KINDS = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "a section",
}
_WANTED: tuple[tuple[type, str], ...] = (
    (inspect.StrType, "a text"),
    (inspect.BoolType, "true or false"),
    (inspect.IntType, "a whole number"),
    (inspect.DictType, "a text a language"),
    (inspect.VarTupleType, "a list"),
)


@cache
def info_of(shape: Any) -> inspect.Type:
    """Return what msgspec knows of a shape."""
    return inspect.type_info(shape)


def shape_problems(value: Any, kind: inspect.Type, where: str) -> Iterator[Problem]:
    """Yield what keeps ``value`` from being of a kind: all of it, each at its place."""
    meant = kind.type if isinstance(kind, inspect.Metadata) else kind
    if isinstance(meant, inspect.UnionType):
        yield from _union(value, meant, where)
    elif isinstance(meant, inspect.StructType):
        yield from _section(value, meant, where)
    elif isinstance(meant, inspect.DictType) and isinstance(value, dict):
        for key, item in value.items():
            yield from shape_problems(key, meant.key_type, _inside(where, key))
            yield from shape_problems(item, meant.value_type, _inside(where, key))
    elif isinstance(meant, inspect.VarTupleType) and isinstance(value, list):
        yield from _list(value, meant, where)
    else:
        yield from _plain(value, meant, where)


def _union(value: Any, kind: inspect.UnionType, where: str) -> Iterator[Problem]:
    """One of several shapes: a question by its type, else the shape that fits the value's kind."""
    tagged = {str(option.tag): option for option in kind.types if isinstance(option, inspect.StructType) and option.tag}
    if tagged:
        yield from _tagged(value, tagged, where)
        return
    for option in kind.types:
        if _is_of(value, option):
            yield from shape_problems(value, option, where)
            return
    wanted = [name for option in kind.types if (name := _wanted(option))]
    yield Problem(where, f"Here stands {' or '.join(wanted)}, not {_said(value)}.{_quoting(value, wanted)}")


def _tagged(value: Any, options: dict[str, inspect.StructType], where: str) -> Iterator[Problem]:
    choices = ", ".join(options)
    if not isinstance(value, dict):
        yield Problem(where, f"A question is a section with type, id and text, not {_said(value)}.")
    elif not isinstance(value.get("type"), str):
        yield Problem(where, f"The question does not say its type. Types: {choices}.")
    elif value["type"] not in options:
        said = f"There is no type of question '{value['type']}'.{near_to(value['type'], options)} Types: {choices}."
        yield Problem(f"{where}.type", said)
    else:
        yield from _section(value, options[value["type"]], where)


def _section(value: Any, kind: inspect.StructType, where: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(where, f"Here stands a section with {', '.join(_required(kind))}, not {_said(value)}.")
        return
    fields = {field.encode_name: field for field in kind.fields}
    known = [*([str(kind.tag_field)] if kind.tag_field else []), *fields]
    for key in value:
        if key not in known:
            said = f"There is no key '{key}' here.{near_to(key, known)} Keys: {', '.join(known)}."
            yield Problem(_inside(where, key), said)
    for name in _required(kind):
        if name not in value:
            yield Problem(where, f"'{name}' is missing here; add it.")
    for name, field in fields.items():
        if name in value:
            yield from shape_problems(value[name], field.type, _inside(where, name))


def _required(kind: inspect.StructType) -> list[str]:
    return [field.encode_name for field in kind.fields if field.required]


def _list(value: list[Any], kind: inspect.VarTupleType, where: str) -> Iterator[Problem]:
    if len(value) < (kind.min_length or 0):
        yield Problem(where, "The list is empty; it needs one entry at least.")
    if kind.max_length is not None and len(value) > kind.max_length:
        yield Problem(where, f"The list has {len(value)} entries, {kind.max_length} are the most.")
        return
    for index, item in enumerate(value):
        yield from shape_problems(item, kind.item_type, f"{where}[{index}]")


def _plain(value: Any, kind: inspect.Type, where: str) -> Iterator[Problem]:
    if isinstance(kind, inspect.LiteralType):
        if value not in kind.values or isinstance(value, bool):
            choices = ", ".join(map(str, kind.values))
            yield Problem(where, f"{_said(value).capitalize()} cannot stand here. Choices: {choices}.")
    elif not _is_of(value, kind):
        wanted = _wanted(kind) or "something else"
        yield Problem(where, f"Here stands {wanted}, not {_said(value)}.{_quoting(value, [wanted])}")
    elif isinstance(kind, inspect.StrType):
        yield from _text(value, kind, where)
    elif isinstance(kind, inspect.IntType) and not (_low(kind) <= value <= _high(kind)):
        yield Problem(where, f"{value} is out of range: {_range(kind)}.")


def _text(value: str, kind: inspect.StrType, where: str) -> Iterator[Problem]:
    if kind.max_length is not None and len(value) > kind.max_length:
        yield Problem(where, f"The text has {len(value):,} letters, {kind.max_length:,} are the most; shorten it.")
    if kind.pattern is not None and not re.search(kind.pattern.removesuffix("$") + r"\Z", value):
        yield Problem(where, f"'{value}' cannot stand here. {_PATTERNS.get(kind.pattern, 'Write it otherwise.')}")


_PATTERNS = {
    "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$": "A language is written like en, pl, ro, ru or pt-BR.",
    "^[A-Za-z][A-Za-z0-9_]{0,63}$": "An id is a letter, then letters, digits and _: at most 64 in all.",
    "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$": "An id has letters, digits, _ and -: at most 64 in all.",
    "^[a-z0-9][a-z0-9-]{0,63}$": "The id of a survey has small letters, digits and -: at most 64 in all.",
}


def _low(kind: inspect.IntType) -> float:
    return float("-inf") if kind.ge is None else kind.ge


def _high(kind: inspect.IntType) -> float:
    return float("inf") if kind.le is None else kind.le


def _range(kind: inspect.IntType) -> str:
    return f"from {kind.ge} on" if kind.le is None else f"from {kind.ge} to {kind.le}"


def _is_of(value: Any, kind: inspect.Type) -> bool:
    """Whether a value is of a kind at first sight; true is no number."""
    meant = kind.type if isinstance(kind, inspect.Metadata) else kind
    types: dict[type, type] = {
        inspect.StrType: str, inspect.BoolType: bool, inspect.IntType: int, inspect.DictType: dict,
        inspect.VarTupleType: list, inspect.NoneType: type(None),
    }  # fmt: skip
    wanted = types.get(type(meant))
    return wanted is not None and isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))


def _wanted(kind: inspect.Type) -> str:
    meant = kind.type if isinstance(kind, inspect.Metadata) else kind
    return next((name for shape, name in _WANTED if isinstance(meant, shape)), "")


def _said(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return _KINDS[type(value)]
    shown = msgspec.json.encode(value).decode() if isinstance(value, bool) else str(value)
    return f"'{shown[:40]}'"


def _quoting(value: Any, wanted: list[str]) -> str:
    """The hint where a figure was meant as a text."""
    is_figure = isinstance(value, int | float | bool)
    return f' Write it in quotes: "{str(value).lower()}".' if is_figure and "a text" in wanted else ""


def _inside(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key
