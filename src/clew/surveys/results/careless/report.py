"""What the checks say: flags with their reasons, and which checks were off and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["CHECKS", "STRONG", "Check", "Flag", "is_doubtful"]

#: Each check with what it is evidence of: two of one kind are one piece of evidence.
CHECKS: dict[str, str] = {
    "honeypot": "program",
    "clicks": "program",
    "copies": "copied",
    "same_words": "copied",
    "speed": "speed",
    "burst": "burst",
    "longstring": "pattern",
    "spread": "pattern",
    "even_odd": "consistency",
    "mahalanobis": "rare",
}
#: Checks that set a response aside alone; of the others it takes two kinds.
STRONG = frozenset({"honeypot", "clicks", "copies", "same_words", "speed"})


@dataclass(frozen=True, slots=True)
class Flag:
    """Why a response looks careless: the check, what was found, and from where on it is flagged."""

    check: str
    value: float | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one version (0: of all): how many it flagged; ``off`` says why it was not made, "" where it was.

    ``needs`` is how many of what ``off`` names it would take, ``has`` how many there are.
    """

    name: str
    version: int
    flagged: int = 0
    off: str = ""
    needs: int = 0
    has: int = 0


def is_doubtful(flags: tuple[Flag, ...]) -> bool:
    """Return whether the figures are also told without this response: one strong flag, or weak ones of two kinds.

    That several indices have to agree follows Curran (2016), Journal of Experimental Social Psychology 66: each alone
    flags careful people too.

    >>> is_doubtful((Flag("longstring"), Flag("spread"))), is_doubtful((Flag("longstring"), Flag("burst")))
    (False, True)
    """
    checks = {flag.check for flag in flags}
    return bool(checks & STRONG) or len({CHECKS.get(check, check) for check in checks}) > 1


def merged(*found: Mapping[str, tuple[Flag, ...]]) -> dict[str, tuple[Flag, ...]]:
    """Return the flags of all checks by response."""
    all_of: dict[str, tuple[Flag, ...]] = {}
    for flags in found:
        for key, some in flags.items():
            all_of[key] = (*all_of.get(key, ()), *some)
    return all_of
