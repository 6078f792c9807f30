"""From words of a command line or a notebook to a :class:`Question`: names, filters, periods, settings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import get_args

from clew.errors import UsageError
from clew.questions.plan import make_plan
from clew.questions.question import Every, Filter, Operator, Question
from clew.questions.timing.times import read_time, utc_of

__all__ = ["parse_filter", "parse_question"]

When = str | date | None
_FILTER = re.compile(r"\s*(?P<field>[^=!<>]+?)\s*(?P<operator>!=|<=|>=|=|<|>)(?P<value>.*)", re.DOTALL)
_OPERATORS: dict[str, Operator] = {operator: operator for operator in get_args(Operator)}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: Longer names and values are no filters but accidents.
LONGEST = 10_000


def parse_question(
    metric: str,
    *,
    settings: Sequence[str] | Mapping[str, str] = (),
    by: str | Sequence[str] = (),
    where: str | Sequence[str | Filter] = (),
    start: When = None,
    end: When = None,
    every: str | None = None,
    compare: str | None = None,
    weighted: bool = False,
    level: float = 0.95,
    as_of: When = None,
    min_n: int = 5,
    zone: str = "UTC",
    week_start: int | str = 1,
) -> Question:
    """Return the question that the words ask; every name and value in it is checked (:class:`UsageError`).

    ``metric`` is ``name`` or ``name.statistic``; ``settings`` are ``name=value`` (``together=yes`` among them); ``by``
    is one text with commas or several names; times are dates or date-times in ``zone``;
    ``week_start`` is a day's English name or its number from Monday = 1.

    >>> parse_question("nps", by="touchpoint,channel", where=["channel=web"], every="month").by
    ('touchpoint', 'channel')
    """
    name, _, statistic = metric.partition(".")
    parameters = _settings(settings)
    together = _together(parameters.pop("together", "no"))
    question = Question(
        metric=name,
        statistic=statistic or None,
        parameters=parameters,
        by=_names(by),
        where=tuple(_filter(given) for given in ([where] if isinstance(where, str) else where)),
        start=_instant(start, zone),
        end=_instant(end, zone),
        every=_every(every),
        compare=_clean(compare) if compare else None,
        weighted=weighted,
        level=level,
        as_of=_instant(as_of, zone),
        min_n=min_n,
        together=together,
        zone=zone,
        week_start=_day_of_week(week_start),
    )
    make_plan(question)
    return question


def parse_filter(text: str) -> Filter:
    """Return the filter that ``text`` says: field, operator (= != < <= > >=) and a value, which may be quoted.

    >>> parse_filter("channel != 'call center'")
    Filter(field='channel', operator='!=', value='call center')
    """
    found = _FILTER.fullmatch(_clean(text))
    if found is None:
        raise UsageError(f"'{text[:60]}' is no filter; write field, operator (= != < <= > >=) and value: channel=web.")
    value = found["value"].strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return Filter(found["field"], _OPERATORS[found["operator"]], value[1:-1] if quoted else value)


def _filter(given: str | Filter) -> Filter:
    if isinstance(given, str):
        return parse_filter(given)
    return Filter(_clean(given.field), given.operator, _clean(given.value))


def _clean(text: str) -> str:
    """Return ``text``, or refuse what no column holds and no query can carry."""
    if len(text) > LONGEST or "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise UsageError(
            f"'{text[:20]!a}...' is no name or value: at most {LONGEST} characters, no NUL, valid Unicode."
        )
    return text


def _names(by: str | Sequence[str]) -> tuple[str, ...]:
    given = by.split(",") if isinstance(by, str) else [part for name in by for part in name.split(",")]
    return tuple(dict.fromkeys(_clean(name.strip()) for name in given if name.strip()))


def _settings(settings: Sequence[str] | Mapping[str, str]) -> dict[str, str]:
    if isinstance(settings, Mapping):
        return {_clean(str(name)): _clean(str(value)) for name, value in settings.items()}
    found = {}
    for setting in settings:
        name, equals, value = _clean(setting).partition("=")
        if not equals:
            raise UsageError(f"'{setting[:60]}' is no setting; write name=value.")
        found[name.strip()] = value.strip()
    return found


def _together(value: str) -> bool:
    if value not in {"yes", "no"}:
        raise UsageError.unknown("value of 'together'", value, ("yes", "no"))
    return value == "yes"


def _every(every: str | None) -> Every | None:
    for known in get_args(Every):
        if every == known:
            return known  # type: ignore[no-any-return]
    if every:
        raise UsageError.unknown("period", every, get_args(Every))
    return None


def _day_of_week(given: int | str) -> int:
    """Return 1 (Monday) .. 7 (Sunday) for the number or the English name of a day."""
    if isinstance(given, str) and given in WEEKDAYS:
        return WEEKDAYS.index(given) + 1
    if not isinstance(given, int) or not 1 <= given <= len(WEEKDAYS):
        raise UsageError.unknown("first day of the week", str(given), WEEKDAYS)
    return given


def _instant(given: When, zone: str) -> datetime | None:
    if given is None or isinstance(given, str):
        return read_time(given, zone) if given else None
    wall = given if isinstance(given, datetime) else datetime.combine(given, time())
    return utc_of(wall, zone)
