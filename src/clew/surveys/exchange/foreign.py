"""Reads conditions of other tools: comparisons, functions for empty, and, or, not. What else there is, is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from clew.errors import UsageError
from clew.surveys.logic.expression import All, Any, Compared, Expression, Has, IsAnswered, Not, Value
from clew.surveys.logic.kinds import Kind

__all__ = ["Dialect", "UnsaidError", "compared", "read_foreign"]

DEEPEST = 20
LONGEST = 5000


class UnsaidError(UsageError):
    """A condition that ours cannot say; the text says why."""


class Dialect(NamedTuple):
    """How a tool writes: its tokens (groups name, text, number, word, sign), and its words for our signs.

    ``empty`` and ``filled`` are functions or words behind a name; ``several`` is "is one of" before a list.
    """

    tokens: re.Pattern[str]
    signs: dict[str, str]
    empty: frozenset[str]
    filled: frozenset[str]
    several: frozenset[str] = frozenset()


#: What a name of theirs compared with a value is with us; raises UnsaidError where it is nothing.
Resolve = Callable[[str, str, Value | None], Expression]


def read_foreign(text: str, dialect: Dialect, resolve: Resolve) -> Expression:
    """Return the condition as one of ours.

    Raises:
        UnsaidError: it says what ours cannot.
    """
    if len(text) > LONGEST:
        raise UnsaidError("It is too long.")
    tokens, at = [], 0
    while at < len(text.rstrip()):
        match = dialect.tokens.match(text, at)
        if match is None or match.end() == at:
            raise UnsaidError(f"'{text[at:].strip()[:30]}' has no counterpart.")
        kind = str(match.lastgroup)
        word = match[kind]
        sign = dialect.signs.get(word.lower(), "") if kind in {"word", "sign"} else ""
        tokens.append(("sign", sign) if sign else (kind, word))
        at = match.end()
    reading = _Foreign(tokens, dialect, resolve)
    found = reading.any_of(0)
    if reading.at < len(tokens):
        raise UnsaidError(f"'{tokens[reading.at][1]}' has no counterpart.")
    return found


class _Foreign:
    """Where in the tokens we are."""

    def __init__(self, tokens: list[tuple[str, str]], dialect: Dialect, resolve: Resolve) -> None:
        self.tokens, self.dialect, self.resolve = tokens, dialect, resolve
        self.at = 0

    def take(self, *signs: str) -> str:
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        if kind == "sign" and text in signs:
            self.at += 1
            return text
        return ""

    def any_of(self, depth: int) -> Expression:
        parts = [self.all_of(depth)]
        while self.take("or"):
            parts.append(self.all_of(depth))
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def all_of(self, depth: int) -> Expression:
        parts = [self.one(depth)]
        while self.take("and"):
            parts.append(self.one(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def one(self, depth: int) -> Expression:
        if depth > DEEPEST:
            raise UnsaidError("It is nested too deeply.")
        if self.take("not"):
            return negated(self.one(depth + 1))
        if self.take("("):
            found = self.any_of(depth + 1)
            if not self.take(")"):
                raise UnsaidError("A parenthesis is not closed.")
            return found
        return self._about()

    def _about(self) -> Expression:
        kind, text = self._next()
        if kind == "word" and text.lower() in self.dialect.empty | self.dialect.filled and self.take("("):
            name = self._named(self._next())
            if not self.take(")"):
                raise UnsaidError(f"{text}(...) takes one question.")
            return self._answered(name, text)
        if kind in {"text", "number"}:
            sign = self._sign()
            turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(sign, sign)
            return self.resolve(self._named(self._next()), turned, _value(kind, text))
        name = self._named((kind, text))
        following = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        if following[0] == "word" and following[1].lower() in self.dialect.empty | self.dialect.filled:
            self.at += 1
            return self._answered(name, following[1])
        if following[0] == "word" and following[1].lower() in self.dialect.several:
            self.at += 1
            parts = [self.resolve(name, "=", value) for value in self._list()]
            return parts[0] if len(parts) == 1 else Any(tuple(parts))
        return self.resolve(name, self._sign(), _value(*self._next()))

    def _answered(self, name: str, word: str) -> Expression:
        found = self.resolve(name, "answered", None)
        return found if word.lower() in self.dialect.filled else negated(found)

    def _list(self) -> list[Value]:
        if not self.take("["):
            return [_value(*self._next())]
        values = [_value(*self._next())]
        while self.take(","):
            values.append(_value(*self._next()))
        if not self.take("]"):
            raise UnsaidError("A list is not closed.")
        return values

    def _sign(self) -> str:
        found = self.take("=", "!=", "<", "<=", ">", ">=", "has", "hasnt")
        if not found:
            raise UnsaidError("It compares in a way that has no counterpart.")
        return found

    def _named(self, token: tuple[str, str]) -> str:
        if token[0] != "name":
            raise UnsaidError(f"'{token[1]}' is no question.")
        return token[1]

    def _next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise UnsaidError("It breaks off.")
        self.at += 1
        return self.tokens[self.at - 1]


def negated(expression: Expression) -> Expression:
    """Return that a condition does not hold."""
    return expression.part if isinstance(expression, Not) else Not(expression)


def _value(kind: str, text: str) -> Value:
    if kind == "number":
        return float(text) if "." in text else int(text)
    if kind == "text":
        return text[1:-1]
    if kind == "word" and text.lower() in {"true", "false"}:
        return text.lower()
    raise UnsaidError(f"'{text}' is compared, which is no plain value.")


def compared(name: str, kind: Kind, sign: str, value: Value | None) -> Expression:
    """Return a comparison with an answer of a kind, as ours; ``!=`` also holds where there is no answer.

    >>> compared("score", Kind("number", 0, 10), "!=", "7")
    Not(part=Compared(name='score', operator='=', value=7))
    """
    if sign == "answered":
        return IsAnswered(name)
    if value in (None, ""):
        return IsAnswered(name) if sign == "!=" else Not(IsAnswered(name))
    if kind.what == "several":
        return Has(name, str(value)) if sign in {"=", "has"} else Not(Has(name, str(value)))
    if sign in {"has", "hasnt"}:
        raise UnsaidError(f"It looks for '{value}' within an answer; ours compare whole answers.")
    if kind.what == "number" and isinstance(value, str):
        if not re.fullmatch(r"-?\d{1,6}", value):
            raise UnsaidError(f"'{value}' is no number.")
        value = int(value)
    if kind.what in {"options", "words"}:
        value = str(value)
    if sign == "!=":
        return Not(Compared(name, "=", value))
    return Compared(name, sign, value)  # type: ignore[arg-type]
