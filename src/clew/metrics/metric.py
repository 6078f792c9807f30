"""What a metric is: the rows it counts, the number each row gives, and the statistics over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from clew.engines.quantiles import quantile
from clew.errors import UsageError
from clew.metrics.latest import moments_of

__all__ = ["MOMENTS", "UNENDED", "Direction", "Family", "Firsts", "Metric", "Parameter", "Remark", "Statistic"]

Direction = Literal["higher", "lower", "none"]
#: How the sketch of a cell is finished: see :mod:`clew.questions.finishing.finish`.
Family = Literal[
    "nps", "proportion", "mean", "distribution", "quantile", "rate", "count",
    "survival_quantile", "restricted_mean", "within", "incidence", "stock", "burn_time",
]  # fmt: skip
#: Families of times that may not have ended: their population says so row by row.
UNENDED: frozenset[str] = frozenset({"survival_quantile", "restricted_mean", "within", "incidence"})
Rows = Callable[[Mapping[str, Any], Mapping[str, str]], Any]
#: Beyond these (a billion seconds are 31 years) intervals added to times would overflow.
LARGEST = {"number": 1_000_000_000, "days": 36_500}
#: What a question adds to a metric's own parameters: the moment it is asked for, for calendar days the zone with the
#: first and last time (UTC) for which its offset changes are written out, the workspace's rules as JSON text, the
#: ``spans`` that alone are looked at (see :func:`clew.metrics.rows.columns.within_spans`; "": all), whether tickets
#: were ever ``excluded`` by their status ("none": not one), and which sources are ``stating`` when tickets were solved,
#: since when: JSON pairs of a source and a time ("": nobody knows, they are looked for among the tickets). All changes
#: of tickets that lie in ``spans`` were ``changed`` between two times, ``first/last`` ("": nobody knows).
MOMENTS = {
    "as_of": "9999-12-31T00:00:00", "zone": "UTC", "first": "2026-01-01T00:00:00", "last": "2026-01-01T00:00:00",
    "rules": "", "spans": "", "excluded": "some", "stating": "", "changed": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statistic:
    """One statistic of a metric: its name, unit and how its cells are finished into estimates.

    ``value(rows, parameters)`` gives the number of each row where it is not the metric's own ``y``; ``quantile`` is
    the share below the figure of the *quantile* and *survival_quantile* families. ``horizon(parameters)`` is the time
    in seconds up to which *restricted_mean*, *within* and *incidence* look, ``cause`` the ending *incidence* is of.
    A ``weighted`` one is a weighted mean by its nature: the population's ``w`` counts without being asked for. The
    ``complement`` of a share is what is left of it: of *within* the share that had not ended.
    """

    name: str
    unit: str
    family: Family
    about: str
    value: Callable[[Any, Mapping[str, str]], Any] | None = None
    quantile: float | None = None
    horizon: Callable[[Mapping[str, str]], float] | None = None
    cause: str | None = None
    weighted: bool = False
    complement: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a metric, as ``--set name=value`` gives it; without a default it must be given."""

    name: str
    about: str
    default: str
    choices: tuple[str, ...] = ()
    kind: Literal["text", "number", "days"] = "text"
    required: bool = False

    def check(self, value: str) -> str:
        """Return ``value``, or raise :class:`UsageError` where it cannot be one of this parameter."""
        if self.choices and value not in self.choices:
            raise UsageError.unknown(f"value of '{self.name}'", value, self.choices)
        if self.kind != "text" and not _is_number(value, LARGEST[self.kind]):
            raise UsageError(f"'{self.name}' is a number from 0 to {LARGEST[self.kind]:,}; '{value[:40]}' is not.")
        if self.required and not value:
            raise UsageError(f"'{self.name}' must be given ({self.about}): --set {self.name}=...")
        return value


@dataclass(frozen=True, slots=True)
class Remark:
    """What an answer says beside its figures: ``say`` makes a sentence, or None, of ``figures`` of ``rows``.

    ``rows(tables, parameters)`` are rows of the metric's base table with ``at``, to which the question's filters and
    time apply; with ``whole`` all that came by the moment asked for. ``needs(has, statistic, parameters)`` says whether
    it is worth looking, ``has(table, column)`` telling whether a column has any value (``column=text``: that one).
    Where ``rowwise``, each is made of one row of the base table, seldom any: files are looked through once for some.
    """

    rows: Rows
    figures: Callable[[Any, Mapping[str, str]], Mapping[str, Any]]
    say: Callable[[Mapping[str, Any]], str | None]
    needs: Callable[[Callable[[str, str], bool], str, Mapping[str, str]], bool]
    whole: bool = False
    rowwise: bool = False


@dataclass(frozen=True, slots=True)
class Firsts:
    """A population of who began when, said a second time so that a file's rows need be read once only.

    ``rows(table)`` are the rows of the base table that count: ``customer_id`` (never null), ``at`` (UTC, never null)
    and ``one`` (text: rows of a customer of the same are one thing; null: it is one by itself).
    ``judge(unit, at, one, parameters)`` gets these as arrays (int64: hashes, microseconds since 1970, hashes or 0) of
    some customers, in the order of ``unit``, and returns each of them once, with when they began (microseconds) and
    what that counts as: what :attr:`Metric.population` says of them once the days that it waits are over.
    """

    rows: Callable[[Any], Any]
    judge: Callable[[Any, Any, Any, Mapping[str, str]], tuple[Any, Any, Any]]


@dataclass(frozen=True)
class Metric:
    """A metric, defined once: every surface asks this one definition.

    ``population(tables, parameters)`` returns an Ibis table: every row of the metric's base table that was asked (its
    columns kept, so that dimensions and filters reach them) plus ``y`` (float64; null where nobody answered), ``w``
    (weight, 1.0 where the source has none), ``unit_id`` (the customer, for clusters) and ``at`` (the time the row
    counts at). ``tables`` maps canonical table names to Ibis tables (unbound or of any backend); ``parameters`` are the
    metric's own and :data:`MOMENTS`. For the *rate* family ``denominator`` returns the rows counted below the line. For
    the families of times that may not have ended (:data:`UNENDED`) ``y`` is in seconds, up to ``as_of`` where it has
    not ended, and there is ``ended`` (boolean), for *incidence* ``ending`` (text, null where it has not ended), and
    where things were not watched from their beginning ``entry`` (seconds from there; null: from the beginning). For
    *stock* and *burn_time* a row is one more (``y`` = 1) or one less (-1) from ``at`` on, for the latter with ``w`` = 1
    where it is one less of the last 28 days, else 0. ``base`` names the base table, and
    ``directions`` the direction, where a parameter decides it. ``counts`` says in words what is counted; ``version``
    grows when a definition changes its meaning. ``required`` names the columns that the counted table must have,
    ``a|b`` where either will do. ``reads`` names other tables that the population reads; ``by`` the dimensions that an
    answer always has, since to add up over them would mean nothing; ``shown``
    the parameters that an answer names also where they have their default. ``lacking(has, parameters)`` says why the
    data cannot answer it, ``has(table, column)`` telling whether a column has any value
    (``column=text``: that one); None where it can. ``remarks`` are what an answer says beside its figures.
    ``rowwise`` names the columns of which one is each row's ``at``, where a row of the population is made of one row of
    the base table alone: then files without such a time in a span need not be read for it, and what was found in the
    others holds as long as they are the same. ``settled`` gives the seconds after which nothing that happens changes
    what a row of the population counts as, where it is made of rows of the base table around it; None: at any time
    something may. Without ``looks_back`` these lie after it; ``firsts`` is for a population of who began when. Tickets
    that are left out by a status are not meant.
    ``by_ticket``: a row is made of one ticket, its changes of status, and which sources state when tickets were
    solved: it counts when it was opened, and what has not ended has lasted from then until the moment asked for.
    """

    name: str
    label: str
    about: str
    unit: str
    direction: Direction
    table: str
    needs: tuple[str, ...]
    time_column: str
    default_statistic: str
    statistics: Mapping[str, Statistic]
    population: Rows
    source: str
    parameters: tuple[Parameter, ...] = ()
    denominator: Rows | None = None
    split: tuple[str, ...] = field(default=("program", "instrument", "scale_min", "scale_max"))
    base: Callable[[Mapping[str, str]], str] | None = None
    below: Callable[[Mapping[str, str]], str] | None = None
    directions: Callable[[Mapping[str, str]], Direction] | None = None
    score: Callable[[Any, Mapping[str, str]], Any] | None = None
    required: Callable[[Mapping[str, str]], tuple[str, ...]] = lambda _: ("rating",)
    version: int = 1
    counts: str = ""
    reads: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    rowwise: tuple[str, ...] = ()
    settled: Callable[[Mapping[str, str]], float | None] | None = None
    looks_back: bool = True
    firsts: Firsts | None = None
    by_ticket: bool = False
    lacking: Callable[[Callable[[str, str], bool], Mapping[str, str]], str | None] = lambda _has, _parameters: None

    def settle(self, given: Mapping[str, str], extra: tuple[Parameter, ...] = ()) -> dict[str, str]:
        """Return every parameter with its value, defaults filled in; :class:`UsageError` for an unknown one."""
        known = {parameter.name: parameter for parameter in (*self.parameters, *extra)}
        for name in given:
            if name not in known:
                raise UsageError.unknown(f"parameter of {self.name}", name, [*known, "together"])
        return {name: parameter.check(given.get(name, parameter.default)) for name, parameter in known.items()}

    def statistic(self, name: str | None) -> Statistic:
        """Return the statistic called ``name``, or the default one; :class:`UsageError` lists the choices."""
        wanted = name or self.default_statistic
        if wanted not in self.statistics:
            raise UsageError.unknown(f"statistic of {self.name}", wanted, self.statistics)
        return self.statistics[wanted]

    def table_of(self, parameters: Mapping[str, str]) -> str:
        """Return the name of the table whose rows are counted."""
        return self.base(parameters) if self.base else self.table

    def tables_of(self, parameters: Mapping[str, str]) -> tuple[str, ...]:
        """Return the names of the tables the definition reads, the counted one first."""
        below = (self.below(parameters),) if self.below else ()
        return tuple(dict.fromkeys((self.table_of(parameters), *below, *self.reads)))

    def direction_of(self, parameters: Mapping[str, str]) -> Direction:
        """Return whether more is better: ``higher``, ``lower`` or ``none``."""
        return self.directions(parameters) if self.directions else self.direction

    def rows(self, tables: Mapping[str, Any], statistic: Statistic, parameters: Mapping[str, str]) -> Any:
        """Return the population with ``y`` as ``statistic`` wants it: an Ibis table."""
        population = self.population(tables, {**MOMENTS, **parameters})
        if statistic.value is None:
            return population
        return population.mutate(y=statistic.value(population, {**MOMENTS, **parameters}).cast("float64"))

    def __call__(
        self,
        given: Any,
        *,
        statistic: str | None = None,
        as_of: datetime | str | None = None,
        zone: str = "UTC",
        **parameters: str,
    ) -> Any:
        """Return the figure as an Ibis expression over ``given``, a table of any backend or a column of ratings.

        A dict of tables serves metrics that read several. Nothing is run; NPS comes in points (-100..100). A column
        stays a column's expression, so that it can stand in ``table.group_by(...).aggregate(...)``.

        ``as_of`` is the moment it is asked for: what is due, or over, by then is judged. Without one it is the latest
        time in the table's columns of times that are no plans (of promises: made, kept, withdrawn; not due). ``zone``
        is that of an ``as_of`` without an offset and of calendar days (2020 to 2029); times in the table are UTC.

        >>> import ibis
        >>> from clew.metrics import nps
        >>> answers = ibis.table({"rating": "float64"}, name="answers")
        >>> nps(answers.rating).type().is_floating()
        True
        """
        settled, chosen = self.settle(parameters), self.statistic(statistic)
        if isinstance(given, Mapping) or hasattr(given, "mutate"):
            tables = given if isinstance(given, Mapping) else {self.table_of(settled): given}
            self._check_columns(tables, settled)
            moments = moments_of(tables, self.tables_of(settled), as_of, zone)
            return self._figure(self.rows(tables, chosen, {**settled, **moments}).y, chosen)
        if self.score is None or chosen.value is not None:
            raise UsageError(f"{self.name}.{chosen.name} needs a table with the columns {', '.join(self.needs)}.")
        return self._figure(self.score(given, {**MOMENTS, **settled}), chosen)

    def _check_columns(self, tables: Mapping[str, Any], parameters: Mapping[str, str]) -> None:
        name = self.table_of(parameters)
        if name not in tables:
            raise UsageError(f"{self.name} counts the rows of {name}; given are {', '.join(map(str, tables))}.")
        if other := [each for each in self.reads if each not in tables]:
            raise UsageError(f"{self.name} reads {', '.join(other)} as well: give a dict of tables by their names.")
        has = tuple(tables[name].columns)
        missing = [need for need in self.required(parameters) if not set(need.split("|")) & set(has)]
        if missing:
            needed = ", ".join(" or ".join(need.split("|")) for need in missing)
            columns = "column" if len(missing) == 1 else "columns"
            raise UsageError(f"{self.name} needs the {columns} {needed}; the table has {', '.join(has) or 'none'}.")

    def _figure(self, y: Any, statistic: Statistic) -> Any:
        if statistic.family == "count":
            return y.count()
        if statistic.family == "stock":
            return y.sum()
        if statistic.family == "quantile":
            assert statistic.quantile is not None  # noqa: S101 - what makes a statistic one of this family
            return quantile(y, statistic.quantile)
        if statistic.family in {"distribution", "rate", "burn_time", *UNENDED}:
            raise UsageError(f"{self.name}.{statistic.name} is no single figure of one table: ask it of a workspace.")
        return y.mean() * (100 if statistic.family == "nps" else 1)


def _is_number(value: str, largest: int) -> bool:
    try:
        return 0 <= float(value) <= largest
    except ValueError:
        return False
