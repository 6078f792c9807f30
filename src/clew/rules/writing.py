"""Rules as TOML that a person can edit and set again; what the data say stands beside it as comments."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from clew.rules.reasons import Reason
from clew.rules.rules import FORMAT, Rules

__all__ = ["quoted", "rules_text"]

_STATUSES = """\
# Who has a ticket while it is in a status: us, customer, third_party, bot, done or excluded (no request of its own:
# left out and counted). Case means nothing, * stands for anything. What is not said here is a word we know, or us."""
_STAGES = """\
# The stage of the journey that a touchpoint belongs to. A touchpoint that is not said here is its own stage."""
_REASONS = """\
# Why people get in touch: the first block that fits wins, "unknown" where none does. A block fits where each of its
# conditions (topic, kind, touchpoint, channel, name of an event, queue) has a text that fits; * stands for anything.
# reason = "{topic}" is what stands in that column. avoidable: would they rather not have had to? Leave it out where
# nobody knows. The blocks that come with Clew are a proposal: put your own words in their place."""
_SECTIONS = {"statuses": _STATUSES, "stages": _STAGES, "contact_reasons": _REASONS}
_WIDTH = 110


def rules_text(rules: Rules, seen: Mapping[str, Sequence[str]] | None = None) -> str:
    """Return ``rules`` as TOML (format 1) which says the same when it is loaded again.

    ``seen`` holds lines about the data a section ("statuses", "stages", "contact_reasons"); they become comments.

    >>> print(rules_text(Rules({"parked": "third_party"}), {"statuses": ["Parked: 3, third_party"]})[:20])
    # Rules of Clew: edi
    """
    said = {name: [_commented(line) for line in (seen or {}).get(name, ())] for name in _SECTIONS}
    parts = [
        "# Rules of Clew: edit, then `clew rules set FILE`; `clew rules reset` takes them away.",
        f"format = {FORMAT}",
        *_section("statuses", rules.statuses, said["statuses"]),
        *_section("stages", rules.stages, said["stages"]),
        "",
        _SECTIONS["contact_reasons"],
        *said["contact_reasons"],
        *([] if rules.reasons else ["# none: every contact is unknown"]),
        *(line for reason in rules.reasons for line in _block(reason)),
    ]
    text = "\n".join(parts) + "\n"
    return text if rules.reasons else text.replace(f"format = {FORMAT}", f"format = {FORMAT}\ncontact_reasons = []", 1)


def _commented(line: str) -> str:
    return "# " + "".join(letter if letter.isprintable() else " " for letter in line)


def _section(name: str, lines: Mapping[str, str], seen: Sequence[str]) -> list[str]:
    said = [f"{quoted(key)} = {quoted(value)}" for key, value in lines.items()]
    return ["", _SECTIONS[name], f"[{name}]", *seen, *said]


def _block(reason: Reason) -> list[str]:
    avoidable = [] if reason.avoidable is None else [f"avoidable = {str(reason.avoidable).lower()}"]
    fits = [f"{name} = {_texts(texts)}" for name, texts in reason.fits.items()]
    return ["", "[[contact_reasons]]", f"reason = {quoted(reason.reason)}", *avoidable, *fits]


def _texts(texts: Sequence[str]) -> str:
    """Return a list of texts, on several lines where one would be too long to read."""
    lines: list[str] = []
    for text in map(quoted, texts):
        if lines and len(lines[-1]) + len(text) < _WIDTH:
            lines[-1] += f" {text},"
        else:
            lines.append(f"    {text},")
    joined = ", ".join(map(quoted, texts))
    return f"[{joined}]" if len(joined) < _WIDTH else "\n".join(["[", *lines, "]"])


def quoted(text: str) -> str:
    r"""Return a TOML basic string: JSON's, but that DEL must be escaped too.

    >>> print(quoted('say "when"'))
    "say \"when\""
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
