"""What one asks in the browser, as a typed document: it comes from an address, is kept, and makes an address again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.http import QueryDict

from clew.errors import UsageError
from clew.metrics import METRICS
from clew.metrics.metric import Metric
from clew.questions.question import Question
from clew_server.configuration import configuration
from clew_server.insights.asked import DEFAULT_PERIOD, Asked

__all__ = ["LEVELS", "MOST_DIMENSIONS", "SETTING", "Query", "query_of", "quoted"]

#: How a metric's own parameter is called in an address: ``set.target=24``.
SETTING = "set."
MOST_DIMENSIONS, MOST_FILTERS, LONGEST = 3, 30, 2_000
LEVELS = ("0.8", "0.9", "0.95", "0.99")
DEFAULT_METRIC, DEFAULT_LEVEL = "nps", "0.95"


class Query(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything an address of the questions page says, in words; nothing in it has been checked.

    ``first`` and ``last`` are days, both inclusive, where ``period`` is own. ``against`` is a dimension whose values
    are compared with each other; it wins over ``compare`` (previous, year, none).
    """

    format: int = 1
    metric: str = DEFAULT_METRIC
    statistic: str = ""
    settings: dict[str, str] = {}
    by: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    period: str = DEFAULT_PERIOD
    first: str = ""
    last: str = ""
    every: str = ""
    compare: str = "none"
    against: str = ""
    weighted: bool = False
    level: str = DEFAULT_LEVEL

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Query:
        """Return the query of a kept document.

        Raises:
            UsageError: it is none of this version.
        """
        try:
            return msgspec.convert(dict(document), cls)
        except msgspec.ValidationError as error:
            raise UsageError(f"This saved question cannot be read: {error}.") from None

    def to_document(self) -> dict[str, Any]:
        """Return the plain document that is kept.

        >>> Query(metric="csat", by=("channel",)).to_document()
        {'metric': 'csat', 'by': ('channel',)}
        """
        found: dict[str, Any] = msgspec.to_builtins(self)
        return found

    def changed(self, **changes: Any) -> Query:
        """Return the same query with ``changes``."""
        return msgspec.structs.replace(self, **changes)

    def address(self, **more: Any) -> str:
        """Return the query of the address that asks this; ``more`` are further parameters.

        >>> Query(metric="csat", settings={"boxes": "1"}, by=("channel",)).address(page=2)
        'metric=csat&set.boxes=1&by=channel&period=last-30-days&page=2'
        """
        said: dict[str, Any] = {"metric": self.metric, "statistic": self.statistic}
        said |= {f"{SETTING}{name}": value for name, value in self.settings.items()}
        said |= {"by": self.by, "where": self.where, "segment": self.segments, "period": self.period}
        said |= {"from": self.first, "to": self.last} if self.period == "own" else {}
        said |= {"every": self.every, "compare": "" if self.compare == "none" else self.compare}
        said |= {"against": self.against, "weighted": "yes" if self.weighted else ""}
        said |= {"level": "" if self.level == DEFAULT_LEVEL else self.level, **more}
        return urlencode({name: value for name, value in said.items() if value}, doseq=True)

    def asks(self) -> QueryDict:
        """Return the query as a page's address gives it, for :func:`clew_server.insights.asked.asked_of`."""
        found = QueryDict(self.address(), mutable=True)
        found.setdefault("compare", "none")
        return found

    def question(self, asked: Asked) -> Question:
        """Return the question over the span and with the filters of ``asked``.

        Raises:
            UsageError: a name or value that cannot be.
        """
        metric = METRICS.get(self.metric)
        name = f"{self.metric}.{self.statistic}" if self.statistic else self.metric
        more: dict[str, Any] = {"settings": self.known_settings(), "by": self.by, "weighted": self.weighted}
        more |= {"every": self.every or None, "level": self.confidence(), "min_n": configuration().smallest_group}
        if self.against:
            more["compare"] = self.against
        if metric is not None and _is_of_a_moment(metric, self.statistic):
            more |= {"start": None, "end": None, "every": None, "compare": None, "as_of": asked.end}
        return asked.question(name, **more)

    def known_settings(self) -> dict[str, str]:
        """Return the settings that the metric has: those of another one, asked before, are let go."""
        metric = METRICS.get(self.metric)
        own = {parameter.name for parameter in metric.parameters} if metric else set()
        return {name: value for name, value in self.settings.items() if name in own and value}

    def confidence(self) -> float:
        """Return the level as a number; UsageError where it is none."""
        try:
            return float(self.level)
        except ValueError:
            raise UsageError.unknown("level", self.level, LEVELS) from None


def _is_of_a_moment(metric: Metric, statistic: str) -> bool:
    found = metric.statistics.get(statistic or metric.default_statistic)
    return found is not None and found.family == "burn_time"


def query_of(given: QueryDict) -> Query:
    """Return the query that an address says; filters may come in three fields (``field``, ``operator``, ``value``)."""
    return Query(
        metric=_text(given, "metric") or DEFAULT_METRIC,
        statistic=_text(given, "statistic"),
        settings={
            name.removeprefix(SETTING): _cut(str(given[name]))
            for name in sorted(given)
            if name.startswith(SETTING) and given[name] != ""
        },
        by=_several(given, "by")[:MOST_DIMENSIONS],
        where=tuple(dict.fromkeys((*_several(given, "where"), *_built(given))))[:MOST_FILTERS],
        segments=_several(given, "segment")[:MOST_FILTERS],
        period=_text(given, "period") or DEFAULT_PERIOD,
        first=_text(given, "from"),
        last=_text(given, "to"),
        every=_text(given, "every"),
        compare=_text(given, "compare") or "none",
        against=_text(given, "against"),
        weighted=_text(given, "weighted") == "yes",
        level=_text(given, "level") or DEFAULT_LEVEL,
    )


def _built(given: QueryDict) -> tuple[str, ...]:
    """Return the filters that come as field, operator and value; one without a field is none."""
    lists = (given.getlist(name) for name in ("field", "operator", "value"))
    return tuple(
        f"{field}{operator}{quoted(value)}" for field, operator, value in zip(*lists, strict=False) if field and value
    )


def quoted(value: str) -> str:
    """Return a value as a filter takes it: in quotes where it would be read otherwise.

    >>> quoted("web"), quoted(" a")
    ('web', '" a"')
    """
    is_plain = value == value.strip() and not (len(value) > 1 and value[0] == value[-1] and value[0] in "'\"")
    return value if is_plain else f'"{value}"'


def _text(given: QueryDict, name: str) -> str:
    return _cut(given.get(name) or "").strip()


def _several(given: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_cut(value) for value in given.getlist(name) if value.strip()))


def _cut(value: str) -> str:
    return value[:LONGEST].replace("\0", "")
