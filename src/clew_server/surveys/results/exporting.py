"""The answers as a file: one response a line, one question (or option, or row) a column; nothing in it is a formula.

Of an anonymous survey there are neither ids nor times, languages nor ways, the lines are in no order, and words are
left out where fewer than ten wrote: the file tells no more than the page.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, pgettext

from clew.surveys.model.questions import Asked, Matrix, Multiple, Ranking, option_ids
from clew.surveys.results.returned import Returned
from clew.surveys.running import Answer
from clew_server.insights.questions.showing.files import neutral
from clew_server.surveys.results.computed import Computed
from clew_server.surveys.results.guarding import WORDS_FROM
from clew_server.surveys.results.reading import Sample

__all__ = ["answers_csv"]

STATES = {"missing": "", "not_applicable": "n/a"}
Line = list[str | int | float | None]


def answers_csv(sample: Sample, found: Computed, came: Sequence[Returned], zone: str) -> bytes:
    """Return the responses that are counted as CSV (UTF-8 with a mark, so that spreadsheets read its letters)."""
    names = _columns(sample)
    is_anonymous = sample.survey.is_anonymous
    held_back = _held_back(sample, came, names) if is_anonymous else frozenset()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    about = [] if is_anonymous else _about_head()
    writer.writerow([neutral(cell) for cell in [*about, *names]])
    for line in _lines(sample, found, came, zone, [name for name in names if name not in held_back], names):
        writer.writerow([neutral(cell) for cell in line])
    return ("\ufeff" + out.getvalue()).encode()


def _about_head() -> list[str]:
    return [
        gettext("Response"), gettext("Version"), pgettext("a column", "Language"), gettext("Way out"),
        gettext("Began"), gettext("Finished"), gettext("Seconds"), gettext("Weight"), gettext("Looks careless"),
    ]  # fmt: skip


def _columns(sample: Sample) -> list[str]:
    """Return the columns of answers of all versions, by the names that rows of feedback have."""
    names: dict[str, None] = {}
    for number in sorted(sample.versions, reverse=True):
        for question in sample.versions[number].questions:
            if isinstance(question, Asked):
                names |= dict.fromkeys(_parts(question))
    return list(names)


def _parts(question: Asked) -> Iterator[str]:
    if isinstance(question, Matrix):
        yield from (f"{question.id}.{row.id}" for row in question.rows)
    elif isinstance(question, Multiple | Ranking):
        yield from (f"{question.id}.{option}" for option in option_ids(question))
    else:
        yield question.id
    if getattr(question, "other", False):
        yield f"{question.id}.words"


def _lines(
    sample: Sample, found: Computed, came: Sequence[Returned], zone: str, told: list[str], names: list[str]
) -> Iterator[Line]:
    if not sample.survey.is_anonymous:
        for one in came:
            yield [*_about(sample, found, one, zone), *_answers(sample, one, names)]
        return
    lines = [[cell if name in told else None for name, cell in zip(names, _answers(sample, one, names), strict=True)]
             for one in came]  # fmt: skip
    yield from sorted(lines, key=lambda line: hashlib.sha256(repr(line).encode()).digest())


def _about(sample: Sample, found: Computed, one: Returned, zone: str) -> Line:
    way = sample.ways.get(one.way)
    times = [
        at.astimezone(ZoneInfo(zone)).isoformat(sep=" ", timespec="seconds") if at else ""
        for at in (one.began_at, one.finished_at if one.is_finished else None)
    ]
    reasons = ", ".join(flag.check for flag in found.looked.flags.get(one.key, ()))
    took = round(sum(one.seconds.values()), 1) if one.seconds else None
    return [one.key, one.version, one.language, way.name if way else "", *times, took, one.weight, reasons]


def _answers(sample: Sample, one: Returned, names: list[str]) -> Line:
    cells: dict[str, str | int | float | None] = {}
    for question in sample.versions[one.version].questions:
        answer = one.given.get(question.id)
        if isinstance(question, Asked) and answer is not None:
            cells |= _cells(question, answer)
    return [cells.get(name) for name in names]


def _cells(question: Asked, answer: Answer) -> Mapping[str, str | int | float | None]:
    if answer.state != "given":
        return dict.fromkeys(_parts(question), STATES[answer.state])
    if isinstance(question, Matrix):
        return {f"{question.id}.{row}": _plain(one) for row, one in answer.rows.items()}
    words = {f"{question.id}.words": answer.words} if getattr(question, "other", False) else {}
    if isinstance(question, Multiple):
        return words | {f"{question.id}.{option}": int(option in answer.choices) for option in option_ids(question)}
    if isinstance(question, Ranking):
        return {f"{question.id}.{option}": at for at, option in enumerate(answer.choices, 1)}
    return {**words, question.id: _plain(answer)}


def _plain(answer: Answer) -> str | int | None:
    if answer.state != "given":
        return STATES[answer.state]
    if answer.rating is not None:
        return answer.rating
    return answer.choices[0] if answer.choices else answer.words


def _held_back(sample: Sample, came: Sequence[Returned], names: list[str]) -> frozenset[str]:
    """Return the columns of words that too few wrote."""
    wrote = dict.fromkeys(names, 0)
    texts = set()
    for one in came:
        for question in sample.versions[one.version].questions:
            answer = one.given.get(question.id)
            if isinstance(question, Asked) and answer is not None and answer.words:
                name = f"{question.id}.words" if getattr(question, "other", False) else question.id
                texts.add(name)
                wrote[name] += 1
    return frozenset(name for name in texts if wrote[name] < WORDS_FROM)
