"""Columns of a sample matched with the roles they could play: by name, confirmed or refused by their values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from clew.importers.suggest.profile import Profile
from clew.importers.suggest.scales import guess_rating
from clew.importers.suggest.words import ROLES, name_score

__all__ = ["Found", "Sheet"]

#: A name alone is believed from here on.
BELIEVED = 0.55
#: Values that are what they should be make the name surer; a column of addresses needs no name at all.
CONFIRMED, BY_VALUE = 0.04, 0.85
MOSTLY = 0.8

Test = Callable[[Profile], bool]
TIMES = (
    *("asked", "answered", "version", "occurred", "due", "kept", "made", "withdrawn", "opened", "purchased"),
    *("registered", "started", "ended", "committed", "queued", "picked up", "abandoned", "resolved", "replied"),
)
IDS = ("customer", "order", "ticket", "session", "run", "response", "contract", "event id", "purchase id", "call")
CATEGORIES = ("channel", "touchpoint", "survey", "device", "kind", "priority", "consent", "country", "language")
#: What the values of a role must be like. Roles not named here take any value.
TESTS: dict[str, Test] = {
    **dict.fromkeys(TIMES, lambda column: column.timing is not None),
    **dict.fromkeys(IDS, lambda column: column.timing is None and not column.is_prose and column.filled > 0),
    **dict.fromkeys(CATEGORIES, lambda column: column.is_category and column.timing is None),
    "email": lambda column: column.share("email") >= MOSTLY,
    "phone": lambda column: column.share("phone") >= MOSTLY,
    **dict.fromkeys(("amount", "transfers", "bot seconds"), lambda column: column.is_numeric),
    **dict.fromkeys(
        ("change", "revision"), lambda column: column.is_numeric and all(text.isdecimal() for text in column.counts)
    ),
    **dict.fromkeys(("field", "author"), lambda column: column.is_category and column.timing is None),
    "weight": lambda column: column.is_numeric and min(column.numbers) >= 0,
    "nps": lambda column: guess_rating(column, "nps") is not None,
    "csat": lambda column: guess_rating(column, "csat") is not None,
    "ces": lambda column: guess_rating(column, "ces") is not None,
    "rating": lambda column: guess_rating(column, "rating") is not None,
    "verbatim": lambda column: column.is_prose,
    "event": lambda column: column.is_category and not column.is_numeric and column.timing is None,
    "state": lambda column: column.is_category and column.timing is None,
    "currency": lambda column: all(len(text) == 3 and text.isalpha() for text in column.some),  # noqa: PLR2004 - ISO 4217
}
#: Roles that values alone give away.
SELF_EVIDENT = ("email",)


@dataclass(frozen=True, slots=True)
class Found:
    """A column in a role: how sure, and why."""

    column: Profile
    sure: float
    why: str


@dataclass
class Sheet:
    """All columns of a sample, asked by role."""

    profiles: list[Profile]
    rows: int
    asked: dict[str, list[Found]] = field(default_factory=dict)

    def all(self, role: str) -> list[Found]:
        """Return the columns that could play a role, the surest first."""
        if role not in self.asked:
            found = [match for column in self.profiles if (match := _match(role, column))]
            self.asked[role] = sorted(found, key=lambda match: -match.sure)
        return self.asked[role]

    def best(self, *roles: str, without: set[str] | None = None) -> Found | None:
        """Return the surest column of the first role that has one not in ``without``."""
        for role in roles:
            for found in self.all(role):
                if found.column.name not in (without or set()):
                    return found
        return None

    def by_name(self, name: str) -> Profile:
        """Return the column of a name."""
        return next(column for column in self.profiles if column.name == name)


def _match(role: str, column: Profile) -> Found | None:
    """A column in a role, if its name or its values say so and its values do not forbid it."""
    test = TESTS.get(role)
    fits = test(column) if test else column.filled > 0
    score = name_score(role, column.name)
    if not fits:
        return None
    if role in SELF_EVIDENT and score < BELIEVED:
        return Found(column, BY_VALUE, f"the values are {role} addresses")
    if score < BELIEVED:
        return None
    confirmed = " and its values are like that" if test else ""
    return Found(column, min(score + (CONFIRMED if test else 0), 0.99), f"its name says {role}{confirmed}")


assert set(TESTS) <= set(ROLES)  # noqa: S101 - a role misspelled in TESTS would never be tested
