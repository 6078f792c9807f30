"""Verbatims: what customers write, put together from whole sentences in four languages."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np

__all__ = ["MOODS", "sentences", "write_verbatims"]

MOODS = ("good", "mixed", "bad")
_ENDING, _GENERAL = "ending", "general"
_WITH_ENDING = 0.35
_NEW_LINE = 0.08
_LOWER_CASE = 0.12
_NO_FULL_STOP = 0.2


@cache
def sentences(language: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the sentences of a language by (touchpoint, mood); *general* and *ending* go with every touchpoint.

    >>> len(sentences("pl")["Repair visit", "bad"]) >= 3
    True
    """
    found: dict[tuple[str, str], list[str]] = {}
    section: list[str] = []
    for line in (files("clew.simulation.verbatims") / f"{language}.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            touchpoint, mood = line.strip("[]").rsplit(" ", 1)
            section = found.setdefault((touchpoint, mood), [])
        elif line:
            section.append(line)
    return {key: tuple(lines) for key, lines in found.items()}


def write_verbatims(
    rng: np.random.Generator, languages: list[str], touchpoints: list[str], moods: list[str]
) -> list[str]:
    """Return one verbatim for each (language, touchpoint, mood); an empty touchpoint means the company as a whole."""
    draws = rng.random((len(languages), 6)).tolist()
    cases = zip(languages, touchpoints, moods, draws, strict=True)
    return [_verbatim(language, touchpoint or _GENERAL, mood, draw) for language, touchpoint, mood, draw in cases]


def _verbatim(language: str, touchpoint: str, mood: str, draw: list[float]) -> str:
    """Return one verbatim; ``draw`` are the six chances that decide it."""
    book = sentences(language)
    which, ending, with_ending, new_line, lower, no_stop = draw
    text = _at(book[touchpoint, mood], which)
    if with_ending < _WITH_ENDING:
        between = "\n" if new_line < _NEW_LINE else " "
        text = f"{text}{between}{_at(book[_ENDING, mood], ending)}"
    if lower < _LOWER_CASE:
        text = text[0].lower() + text[1:]
    return text.removesuffix(".") if no_stop < _NO_FULL_STOP else text


def _at(choices: tuple[str, ...], chance: float) -> str:
    """Return the choice a chance in [0, 1) falls on."""
    return choices[int(chance * len(choices))]
