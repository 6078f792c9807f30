"""All checks of all responses to a survey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clew.surveys.model.survey import Survey
from clew.surveys.results.careless.coming import burst, copies, same_words, speed, told
from clew.surveys.results.careless.patterns import patterns
from clew.surveys.results.careless.report import Check, Flag, is_doubtful, merged
from clew.surveys.results.returned import Returned

__all__ = ["Looked", "look"]


@dataclass(frozen=True, slots=True)
class Looked:
    """The flags by response, and the checks: what each flagged, or why it was off."""

    flags: Mapping[str, tuple[Flag, ...]]
    checks: tuple[Check, ...]

    @property
    def doubtful(self) -> frozenset[str]:
        """The responses that figures are told with and without."""
        return frozenset(key for key, flags in self.flags.items() if is_doubtful(flags))

    def among(self, came: Sequence[Returned]) -> Looked:
        """Return the flags of some of the responses, and how many of these each check flagged; no flag is another."""
        versions = {one.key: one.version for one in came}
        flags = {key: some for key, some in self.flags.items() if key in versions}
        flagged = Counter(
            (check, version) for key, some in flags.items() for check, version in _by(some, versions[key])
        )
        here = {0, *versions.values()}
        return Looked(
            flags,
            tuple(replace(one, flagged=flagged[one.name, one.version]) for one in self.checks if one.version in here),
        )


def _by(flags: Sequence[Flag], version: int) -> set[tuple[str, int]]:
    """Return the checks that gave these flags, each as one of all versions and of the response's own."""
    return {(flag.check, number) for flag in flags for number in (0, version)}


def look(versions: Mapping[int, Survey], came: Sequence[Returned]) -> Looked:
    """Return what looks careless among responses; nothing is taken away.

    Answers are compared within one version, since versions ask differently; words and times over all.

    >>> look({}, []).doubtful
    frozenset()
    """
    made: list[tuple[Check, Mapping[str, tuple[Flag, ...]]]] = []
    for number, survey in sorted(versions.items()):
        mine = [one for one in came if one.version == number]
        if mine:
            made += [*patterns(survey, mine, number), speed(mine, number)]
    made += [same_words(came), copies(came), burst(came)] if came else []
    seen = told(came)
    counted = tuple(
        Check(name, 0, sum(any(flag.check == name for flag in flags) for flags in seen.values()))
        for name in ("honeypot", "clicks")
    )
    return Looked(merged(seen, *(found for _, found in made)), (*counted, *(check for check, _ in made)))
