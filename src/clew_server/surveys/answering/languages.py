"""In which language somebody reads a survey: what they chose, what is known of them, what their browser says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["HOUSE", "language_of"]

#: Languages in which what belongs to no survey is said.
HOUSE = ("en", "pl", "ro", "ru")
#: So many languages of a browser's wishes are looked at.
MOST = 20


def language_of(offered: Sequence[str], *wanted: str, accepted: str = "", otherwise: str = "") -> str:
    """Return the first of ``wanted`` that is ``offered``, else what the browser accepts, else the first there is.

    >>> language_of(["en", "pt-BR"], "", accepted="de, pt;q=0.8, en;q=0.2"), language_of(["en", "pl"], "pl")
    ('pt-BR', 'pl')
    """
    wishes = [*wanted, *_accepted(accepted), otherwise]
    return next((found for wish in wishes if (found := _match(wish, offered))), offered[0])


def _match(wish: str, offered: Sequence[str]) -> str:
    """The language itself, else one of the same kind: "pt" for "pt-BR"; "" for none."""
    asked = wish.strip().lower()
    if not asked:
        return ""
    same = (each for each in offered if each.lower() == asked)
    kin = (each for each in offered if each.lower().partition("-")[0] == asked.partition("-")[0])
    return next(same, "") or next(kin, "")


def _accepted(header: str) -> Iterator[str]:
    """The languages of an Accept-Language header, the dearest first."""
    wishes: list[tuple[float, str]] = []
    for part in header.split(",")[:MOST]:
        name, _, rest = part.partition(";")
        if (weight := _weight(rest)) > 0:
            wishes.append((-weight, name.strip()))
    return (name for _, name in sorted(wishes, key=lambda wish: wish[0]))


def _weight(said: str) -> float:
    name, _, value = said.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
