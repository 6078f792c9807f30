"""A changed document as a changed file: only the lines of what changed are written anew, so that comments stay."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

import yaml

from clew.errors import UsageError
from clew.surveys.files.file import document_text
from clew.surveys.files.yaml_reading import read_yaml
from clew.surveys.files.yaml_writing import write_yaml

__all__ = ["comments_in", "rewritten"]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEY = "zzz"


class Edit(NamedTuple):
    """Lines from ``start`` up to ``end`` that others take the place of."""

    start: int
    end: int
    lines: list[str]


class WholeError(Exception):
    """A part must be written anew as a whole."""


def rewritten(text: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, list[str]]:
    r"""Return the file ``text`` of ``old`` so that it says ``new``, and the comments that could not be kept.

    >>> rewritten("# mine\nid: a # name\ntitle: A\n", {"id": "a", "title": "A"}, {"id": "a", "title": "B"})
    ('# mine\nid: a # name\ntitle: B\n', [])
    """
    if new == old:
        return text, []
    found = _spliced(text, old, new)
    if found is None or _read(found) != new:
        found = document_text(new)
    lost = Counter(comments_in(text)) - Counter(comments_in(found))
    return found, list(lost.elements())


def comments_in(text: str) -> list[str]:
    """Return the comments of a YAML file, in order; none where it is no YAML.

    >>> comments_in("a: 'no # comment' # one")
    ['one']
    """
    lines = text.split("\n")
    try:
        spans = [(token.start_mark, token.end_mark) for token in yaml.scan(text, Loader=_LOADER) if _is_scalar(token)]
    except yaml.YAMLError:
        return []
    for begin, end in spans:
        _mask(lines, begin, end)
    found = (line.partition("#") for line in lines if "#" in line)
    return [said.strip() for before, _, said in found if not before or before[-1].isspace()]


def _is_scalar(token: Any) -> bool:
    return isinstance(token, yaml.ScalarToken)


def _mask(lines: list[str], begin: Any, end: Any) -> None:
    for number in range(begin.line, min(end.line + 1, len(lines))):
        left = begin.column if number == begin.line else 0
        right = end.column if number == end.line else len(lines[number])
        lines[number] = lines[number][:left] + "x" * max(right - left, 0) + lines[number][right:]


def _spliced(text: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str | None:
    """Return the file with its changed parts written anew; None where all of it must be."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
        splicing = _Splicing(text.split("\n"), new.get("languages"))
        edits = list(splicing.mapping(root, old, new))
    except (yaml.YAMLError, WholeError):
        return None
    lines = splicing.lines
    edits.reverse()  # what comes in at one line comes in within the inner part first
    for edit in sorted(edits, key=lambda one: (one.start, one.end), reverse=True):
        lines[edit.start : edit.end] = edit.lines
    return "\n".join(lines)


def _read(text: str) -> Any:
    try:
        return read_yaml(text)
    except UsageError:
        return None


class _Splicing:
    """Finds the lines of what changed, part by part."""

    def __init__(self, lines: list[str], languages: Any) -> None:
        self.lines = lines
        self.languages = languages if isinstance(languages, list) else []

    def value(self, node: Any, old: Any, new: Any) -> Iterator[Edit]:
        """Yield what changes within a value; raises where its whole entry must be written anew."""
        if node.__class__ is yaml.MappingNode and not node.flow_style and _both(old, new, dict):
            yield from self.mapping(node, old, new)
        elif node.__class__ is yaml.SequenceNode and not node.flow_style and _both(old, new, list):
            yield from self.sequence(node, old, new)
        else:
            raise WholeError

    def mapping(self, node: Any, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Edit]:
        if node.__class__ is not yaml.MappingNode or node.flow_style or not new:
            raise WholeError
        for key, value in node.value:
            start, end, name = key.start_mark.line, _last(value, key) + 1, key.value
            head = self.lines[start][: key.start_mark.column]
            if name not in new:
                if head.strip():
                    raise WholeError  # its line begins the item of a list
                yield Edit(start, end, [])
            elif old[name] != new[name]:
                yield from self.entry(value, old[name], new[name], (start, end, head, name))
        last = _last(node, node) + 1
        column = node.value[0][0].start_mark.column
        for name in new:
            if name not in old:
                yield Edit(last, last, self.written(name, new[name], " " * column, column))

    def entry(self, node: Any, old: Any, new: Any, place: tuple[int, int, str, str]) -> Iterator[Edit]:
        start, end, head, name = place
        try:
            yield from list(self.value(node, old, new))
        except WholeError:
            yield Edit(start, end, self.written(name, new, head, len(head)))

    def sequence(self, node: Any, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Edit]:
        """Yield what changes in a list: items stay, go, come (as their lines were, where they only moved), change."""
        if not new or not all(isinstance(one, dict) and one for one in (*old, *new)):
            raise WholeError
        spans = [(item.start_mark.line, _last(item, item) + 1) for item in node.value]
        column = node.start_mark.column
        if any(not self.lines[start][column:].startswith("-") for start, _ in spans):
            raise WholeError
        one, two = [_frozen(item) for item in old], [_frozen(item) for item in new]
        known = {item: self.lines[start:end] for item, (start, end) in zip(one, spans, strict=True)}
        for what, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
            if what == "replace" and b - a == d - c:
                for was, now in zip(range(a, b), range(c, d), strict=True):
                    yield from self.item(node.value[was], old[was], new[now], spans[was], known.get(two[now]))
            elif what != "equal":
                at = spans[a][0] if a < len(spans) else spans[-1][1]
                came = (known.get(two[now]) or self.item_lines(new[now], column) for now in range(c, d))
                yield Edit(at, at, [line for lines in came for line in lines])
                yield from (Edit(start, end, []) for start, end in spans[a:b])

    def item(self, node: Any, old: Any, new: Any, span: tuple[int, int], moved: list[str] | None) -> Iterator[Edit]:
        if moved is not None:
            yield Edit(*span, moved)
            return
        try:
            yield from list(self.value(node, old, new))
        except WholeError:
            dash = self.lines[span[0]].index("-")
            yield Edit(*span, self.item_lines(new, dash))

    def item_lines(self, value: Any, column: int) -> list[str]:
        lines = self.written(_KEY, [value], "", 0)[1:]
        return [" " * column + line if line else line for line in lines]

    def written(self, name: str, value: Any, head: str, column: int) -> list[str]:
        """Return an entry as lines: the first after ``head``, the others as far in as ``column``."""
        spoken = {"languages": self.languages} if self.languages else {}
        lines = document_text({**spoken, _KEY: value}).rstrip("\n").split("\n")
        first = next(number for number, line in enumerate(lines) if line.startswith(f"{_KEY}:"))
        lines = lines[first:]
        key = write_yaml({name: 1}).removesuffix(": 1\n")
        lines[0] = f"{head}{key}{lines[0].removeprefix(_KEY)}"
        return [lines[0], *(" " * column + line if line else line for line in lines[1:])]


def _both(one: Any, two: Any, kind: type) -> bool:
    return isinstance(one, kind) and isinstance(two, kind)


def _frozen(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _last(node: Any, key: Any) -> int:
    """Return the last line that a node has something in; blank lines and comments after it are not its own."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last(last[1], last[0]) if isinstance(last, tuple) else _last(last, last)
    if not isinstance(node, yaml.CollectionNode) and node.start_mark.line == node.end_mark.line:
        return max(int(node.end_mark.line), int(key.start_mark.line))
    end = node.end_mark
    return int(end.line) if end.column > 0 or isinstance(node, yaml.CollectionNode) else int(end.line) - 1
