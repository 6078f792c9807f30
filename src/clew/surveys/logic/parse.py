"""Reads a condition: words and signs first, then what they say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, cast

from clew.errors import UsageError
from clew.surveys.logic.expression import All, Any, Compared, Expression, Has, IsAnswered, Not, OneOf, Operator, Value

__all__ = ["DEEPEST", "parse_condition"]

#: Parentheses and "not" within each other; deeper is no condition that a person wrote.
DEEPEST = 20
LONGEST = 2000
_TOKEN = re.compile(
    r"\s*(?:(?P<number>-?\d{1,9}(?:\.\d{1,6})?(?![\w.]))"
    r"|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<word>[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_-]+)?)"
    r"|(?P<sign><=|>=|!=|==|[=<>(),\[\]]))",
    re.DOTALL,
)
_KEYWORDS = frozenset({"and", "or", "not", "in", "is", "has", "answered"})
_SIGNS = ("keyword", "sign")
_HINT = "Write it like: score <= 6 and (reason in ['price', 'wait'] or why is answered)."


class _Token(NamedTuple):
    kind: str
    text: str


def parse_condition(text: str) -> Expression:
    """Return the condition that a text says.

    Comparisons ``= != < <= > >=``, ``in [...]``, ``not in [...]``, ``has``, ``is answered``, ``is not answered``,
    ``and``, ``or``, ``not`` and parentheses; ``and`` binds closer than ``or``. Options and words stand in quotes.

    Raises:
        UsageError: it says no condition; the text says where and what to write.

    >>> parse_condition("score <= 6")
    Compared(name='score', operator='<=', value=6)
    """
    if len(text) > LONGEST:
        raise UsageError(f"The condition is longer than {LONGEST:,} letters; split the page in two.")
    reading = _Reading(list(_tokens(text)))
    found = reading.any_of(0)
    if reading.now is not None:
        raise UsageError(f"The condition should end before '{reading.now.text}'. {_HINT}")
    return found


def _tokens(text: str) -> Iterator[_Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise UsageError(f"The condition cannot be read from '{text[at : at + 20].strip()}' on. {_HINT}")
        kind = str(match.lastgroup)
        yield _Token("keyword" if kind == "word" and match[kind] in _KEYWORDS else kind, match[kind])
        at = match.end()


class _Reading:
    """Where in the words we are."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def now(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, *texts: str) -> bool:
        """Go past the words if they come next."""
        coming = self.tokens[self.at : self.at + len(texts)]
        fits = [token.text for token in coming if token.kind in _SIGNS] == list(texts)
        self.at += len(texts) if fits else 0
        return fits

    def want(self, text: str) -> None:
        if not self.take(text):
            raise UsageError(f"The condition needs '{text}' {self._place()}. {_HINT}")

    def any_of(self, depth: int) -> Expression:
        parts = self._joined("or", lambda: self.all_of(depth))
        return parts[0] if len(parts) == 1 else Any(parts)

    def all_of(self, depth: int) -> Expression:
        parts = self._joined("and", lambda: self.one(depth))
        return parts[0] if len(parts) == 1 else All(parts)

    def _joined(self, word: str, part: Callable[[], Expression]) -> tuple[Expression, ...]:
        parts = [part()]
        while self.take(word):
            parts.append(part())
        return tuple(parts)

    def one(self, depth: int) -> Expression:
        if depth > DEEPEST:
            raise UsageError(f"The condition has more than {DEEPEST} parentheses within each other; write it flatter.")
        if self.take("not"):
            return Not(self.one(depth + 1))
        if self.take("("):
            inner = self.any_of(depth + 1)
            self.want(")")
            return inner
        return self._about(self._name())

    def _about(self, name: str) -> Expression:
        if self.take("is", "answered"):
            return IsAnswered(name)
        if self.take("is", "not", "answered"):
            return Not(IsAnswered(name))
        if self.take("has"):
            return Has(name, self._text())
        if self.take("not", "in"):
            return Not(OneOf(name, self._list()))
        if self.take("in"):
            return OneOf(name, self._list())
        return Compared(name, self._operator(), self._value())

    def _name(self) -> str:
        token = self._next("a question's id")
        if token.kind != "word":
            raise UsageError(f"The condition needs a question's id in the place of '{token.text}'. {_HINT}")
        return token.text

    def _operator(self) -> Operator:
        token = self._next("= != < <= > >= in, has or is answered")
        sign = "=" if token.text == "==" else token.text
        if token.kind != "sign" or sign not in {"=", "!=", "<", "<=", ">", ">="}:
            wanted = "= != < <= > >= in, has or 'is answered'"
            raise UsageError(f"The condition needs {wanted} before '{token.text}'. {_HINT}")
        return cast("Operator", sign)

    def _value(self) -> Value:
        token = self._next("a number or a text in quotes")
        if token.kind == "number":
            return float(token.text) if "." in token.text else int(token.text)
        if token.kind == "text":
            return re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL)
        said = f"'{token.text}' is neither a number nor a text in quotes"
        raise UsageError(f"In the condition {said}; write options in quotes: reason = 'price'.")

    def _text(self) -> str:
        value = self._value()
        if not isinstance(value, str):
            raise UsageError(f"After 'has' stands an option in quotes: reasons has '{value}'.")
        return value

    def _list(self) -> tuple[Value, ...]:
        self.want("[")
        values = [self._value()]
        while self.take(","):
            values.append(self._value())
        self.want("]")
        return tuple(values)

    def _next(self, wanted: str) -> _Token:
        token = self.now
        if token is None:
            raise UsageError(f"The condition ends where {wanted} should stand. {_HINT}")
        self.at += 1
        return token

    def _place(self) -> str:
        return "at its end" if self.now is None else f"before '{self.now.text}'"
