"""What was sent for one question as an answer, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import singledispatch

from clew.surveys.model.questions import (
    NOT_APPLICABLE,
    OTHER,
    Asked,
    Feeling,
    LongText,
    Matrix,
    Multiple,
    OnScale,
    Ranking,
    Scale,
    ShortText,
    Single,
    option_ids,
    scale_of,
)
from clew.surveys.running.answer import MISSING, Answer
from clew.surveys.running.fields import Sent
from clew.surveys.running.flaws import Flaw

__all__ = ["LONGEST_OTHER", "Read", "read_answer"]

#: An answer, or the flaws that keep it from being one.
Read = Answer | list[Flaw]
NO = Answer(state="not_applicable")
#: Letters that "other" is told in at most: as many as a short text may have.
LONGEST_OTHER = 1000
_WHOLE = re.compile(r"[+-]?[0-9]{1,4}")


def read_answer(question: Asked, sent: Sent) -> Read:
    """Return the answer to a question: given, missing (left blank) or not applicable; or its flaws.

    >>> from clew.surveys.model.questions import Nps
    >>> read_answer(Nps(id="score", text="?"), Sent({"q.score": ["11"]}, "score"))
    [Flaw(question='score', code='not_on_scale', values={'low': 0, 'high': 10}, row='')]
    """
    is_written = isinstance(question, ShortText | LongText)
    ticked = sent.declines or (not is_written and NOT_APPLICABLE in sent.values)
    if ticked and question.not_applicable:
        answered = any(is_written or value != NOT_APPLICABLE for value in sent.values)
        answered |= any(sent.of(part) for part in _parts(question))
        return [Flaw(question.id, "not_applicable")] if answered else NO
    answer = _read(question, sent)
    if isinstance(answer, Answer) and answer.state == "missing" and question.required:
        return [Flaw(question.id, "required")]
    return answer


def _parts(question: Asked) -> tuple[str, ...]:
    """The parts of a question that have fields of their own."""
    if isinstance(question, Matrix):
        return tuple(row.id for row in question.rows)
    return option_ids(question) if isinstance(question, Ranking) else (OTHER,)


@singledispatch
def _read(question: Asked, sent: Sent) -> Read:
    """What was sent, by the type of the question."""
    raise NotImplementedError(type(question))


@_read.register
def _words(question: ShortText | LongText, sent: Sent) -> Read:
    words = sent.words if isinstance(question, LongText) else " ".join(sent.words.split())
    return _too_long(question, words, question.max_length) or (Answer(words=words) if words else MISSING)


def _too_long(question: Asked, words: str, most: int) -> list[Flaw]:
    return [Flaw(question.id, "too_long", {"count": most, "length": len(words)})] if len(words) > most else []


@_read.register
def _rated(question: OnScale, sent: Sent) -> Read:
    scale = scale_of(question)
    return MISSING if scale is None else _rating(question.id, scale, sent.values)


@_read.register
def _chosen(question: Single | Feeling, sent: Sent) -> Read:
    words = sent.other if isinstance(question, Single) and question.other else ""
    if flaws := _too_long(question, words, LONGEST_OTHER):
        return flaws
    return _choice(question.id, option_ids(question), sent.values or ((OTHER,) if words else ()), words)


@_read.register
def _several(question: Multiple, sent: Sent) -> Read:
    known, words = option_ids(question), sent.other if question.other else ""
    values = {*sent.values, *((OTHER,) if words else ())}
    if values - set(known):
        return [Flaw(question.id, "not_an_option")]
    chosen = tuple(option for option in known if option in values)
    if not chosen:
        return MISSING
    flaws = _together(question, chosen) or _too_long(question, words, LONGEST_OTHER)
    return flaws or Answer(choices=chosen, words=words)


def _together(question: Multiple, chosen: Sequence[str]) -> list[Flaw]:
    alone = [option.id for option in question.options if option.exclusive and option.id in chosen]
    if alone:
        return [Flaw(question.id, "exclusive", {"option": alone[0]})] if len(chosen) > 1 else []
    if question.at_least is not None and len(chosen) < question.at_least:
        return [Flaw(question.id, "too_few", {"count": question.at_least})]
    if question.at_most is not None and len(chosen) > question.at_most:
        return [Flaw(question.id, "too_many", {"count": question.at_most})]
    return []


@_read.register
def _ranked(question: Ranking, sent: Sent) -> Read:
    known = option_ids(question)
    ranked = _by_places(question, sent) if any(sent.of(option) for option in known) else list(sent.values)
    if isinstance(ranked, Flaw):
        return [ranked]
    most = question.at_most or len(known)
    if set(ranked) - set(known):
        return [Flaw(question.id, "not_an_option")]
    if len(set(ranked)) != len(ranked):
        return [Flaw(question.id, "same_place")]
    if len(ranked) > most:
        return [Flaw(question.id, "too_many", {"count": most})]
    if ranked and question.required and len(ranked) < most:
        return [Flaw(question.id, "rank_all", {"count": most})]
    return Answer(choices=tuple(ranked)) if ranked else MISSING


def _by_places(question: Ranking, sent: Sent) -> list[str] | Flaw:
    """The options in the order of the places they were given."""
    places: dict[int, str] = {}
    count = len(question.options)
    for option in option_ids(question):
        for value in sent.of(option):
            place = int(value) if _WHOLE.fullmatch(value.strip()) else 0
            if not 1 <= place <= count:
                return Flaw(question.id, "not_on_scale", {"low": 1, "high": count})
            if places.setdefault(place, option) != option:
                return Flaw(question.id, "same_place")
    return [places[place] for place in sorted(places)]


@_read.register
def _matrix(question: Matrix, sent: Sent) -> Read:
    rows: dict[str, Answer] = {}
    flaws: list[Flaw] = []
    for row in question.rows:
        read = _row(question, sent.of(row.id))
        read = [Flaw(question.id, "required")] if read == MISSING and question.required else read
        if isinstance(read, Answer):
            rows[row.id] = read
        else:
            flaws += [Flaw(flaw.question, flaw.code, flaw.values, row.id) for flaw in read]
    if flaws:
        return flaws
    states = {row.state for row in rows.values()}
    if "given" in states:
        return Answer(rows=rows)
    return MISSING if "missing" in states else Answer(state="not_applicable", rows=rows)


def _row(question: Matrix, values: Sequence[str]) -> Read:
    if question.not_applicable and set(values) == {NOT_APPLICABLE}:
        return NO
    scale = scale_of(question)
    return _rating(question.id, scale, values) if scale else _choice(question.id, option_ids(question), values, "")


def _rating(question: str, scale: Scale, values: Sequence[str]) -> Read:
    off = Flaw(question, "not_on_scale", {"low": scale.min, "high": scale.max})
    numbers = {int(value) if _WHOLE.fullmatch(value.strip()) else None for value in values}
    if len(numbers) > 1:
        return [Flaw(question, "one")]
    for number in numbers:
        return [off] if number is None or not scale.min <= number <= scale.max else Answer(rating=number)
    return MISSING


def _choice(question: str, known: Sequence[str], values: Sequence[str], words: str) -> Read:
    if len(set(values)) > 1:
        return [Flaw(question, "one")]
    if not values:
        return MISSING
    return Answer(choices=(values[0],), words=words) if values[0] in known else [Flaw(question, "not_an_option")]
