"""Touchpoint rules: which touchpoint and channel a message belongs to, by its name, page path or a property.

The first rule that fits says so; a rule may say the touchpoint, the channel, or both. What no rule says follows from
the message: its ``touchpoint`` property, else the name it has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

import msgspec

from clew.errors import UsageError

__all__ = ["MOST_RULES", "NO_RULES", "Rule", "Rules", "text_of"]

MOST_RULES = 500


class Rule(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One rule: where ``by`` (a name, a page's path, or the property ``property``) fits ``pattern``.

    In a pattern ``*`` stands for any text; capital and small letters are the same.
    """

    by: Literal["name", "path", "property"]
    pattern: str
    touchpoint: str = ""
    channel: str = ""
    property: str = ""

    def problem(self) -> str:
        """Return what is wrong with the rule; an empty text where nothing is."""
        if not self.pattern.strip():
            return "Say what the rule looks for."
        if not (self.touchpoint.strip() or self.channel.strip()):
            return "Say which touchpoint or channel it means."
        if (self.by == "property") != bool(self.property.strip()):
            return "Say which property, and only where the rule goes by one."
        return ""

    def fits(self, name: str | None, path: str | None, said: dict[str, Any]) -> bool:
        """Return whether a message of this name, page path and properties is one that the rule speaks of.

        >>> Rule("property", "*shoes", "shop", property="category").fits("Viewed", None, {"category": "Red shoes"})
        True
        """
        text = name if self.by == "name" else path if self.by == "path" else text_of(said.get(self.property))
        return text is not None and _compiled(self.pattern).fullmatch(text) is not None


class Rules(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The rules of a workspace, in order.

    >>> rules = Rules((Rule("path", "/checkout/*", "checkout", "web"),))
    >>> rules.of(["Payment", "x"], ["/checkout/pay", None], [{}, {}])
    [('checkout', 'web'), ('', '')]
    """

    rules: tuple[Rule, ...] = ()
    format: int = 1

    def of(
        self, names: Sequence[str | None], paths: Sequence[str | None], properties: Sequence[dict[str, Any]]
    ) -> list[tuple[str, str]]:
        """Return touchpoint and channel of each message, empty where no rule says one."""
        if not self.rules:
            return [("", "")] * len(names)
        wanted = [rule.property for rule in self.rules if rule.by == "property"]
        known: dict[tuple[Any, ...], tuple[str, str]] = {}
        found = []
        for name, path, said in zip(names, paths, properties, strict=True):
            key = (name, path, *(text_of(said.get(one)) for one in wanted))
            if key not in known:
                known[key] = self._of(name, path, said)
            found.append(known[key])
        return found

    def _of(self, name: str | None, path: str | None, said: dict[str, Any]) -> tuple[str, str]:
        touchpoint = channel = ""
        for rule in self.rules:
            if rule.fits(name, path, said):
                touchpoint, channel = touchpoint or rule.touchpoint, channel or rule.channel
            if touchpoint and channel:
                break
        return touchpoint, channel

    def to_json(self) -> str:
        """Return the rules as the journal keeps them."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> Rules:
        """Return the rules that ``to_json`` wrote.

        Raises:
            UsageError: they are none, or one of them says nothing; the text tells which.
        """
        try:
            rules = msgspec.json.decode(text, type=cls)
        except msgspec.MsgspecError as error:
            raise UsageError(f"These are no touchpoint rules: {error}.") from error
        if len(rules.rules) > MOST_RULES:
            raise UsageError(f"There may be {MOST_RULES} rules at most.")
        for number, rule in enumerate(rules.rules, start=1):
            if problem := rule.problem():
                raise UsageError(f"Rule {number}: {problem}")
        return rules


NO_RULES = Rules()


def text_of(value: Any) -> str | None:
    """Return the value of a property as a pattern meets it; None where it has none, or is no single value."""
    return None if value is None or isinstance(value, dict | list) else str(value)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return the pattern as a regular expression that cannot take long: each part is found at its first place."""
    parts = [re.escape(part) for part in re.split(r"\*+", pattern.strip())]
    first, *rest = parts
    if not rest:
        return re.compile(first, re.IGNORECASE | re.DOTALL)
    middle = "".join(f"(?>.*?{part})" for part in rest[:-1])
    return re.compile(f"{first}{middle}.*{rest[-1]}", re.IGNORECASE | re.DOTALL)
