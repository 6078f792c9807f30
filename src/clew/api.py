"""The handle for Python and notebooks: ``w = clew.open("clew-data")``, ``w.ask("nps", by=["touchpoint"])``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any, Self, TypeVar

import pyarrow as pa

from clew.engines.duckdb_engine import DuckDBEngine
from clew.errors import MissingFileError, UsageError
from clew.findings import Diagnosis
from clew.findings.asking.workspace_asker import WorkspaceAsker
from clew.findings.diagnose import diagnose_in
from clew.findings.grid import Grid, grid_of
from clew.findings.said import with_said
from clew.findings.told import keep_told
from clew.importers import load_mapping
from clew.journeys.definition import SOURCES, parse_definition
from clew.journeys.handle import AskedPaths
from clew.metrics import METRICS, Metric
from clew.questions.answer import Answer as Figures
from clew.questions.behind import rows_behind
from clew.questions.cache import AnswerCache
from clew.questions.document import to_arrow, to_document
from clew.questions.finishing.durations import duration
from clew.questions.gathering.reading import answer_expression
from clew.questions.parse import parse_filter, parse_question
from clew.questions.question import Filter, Question
from clew.questions.timing.times import read_time
from clew.questions.together import ask_together
from clew.store import FileResult, Snapshot, open_workspace
from clew.store import Workspace as Store
from clew.text.reading import Page, read_feedback

__all__ = ["Answer", "Workspace", "open"]

Result = TypeVar("Result")
#: Rows of a table that are shown before it is cut.
SHOWN_ROWS = 60
_COLUMNS = ("value", "lo", "hi", "n", "missing", "warnings")


def open(data: Path | str = "clew-data", workspace: str = "main", *, create: bool = True) -> Workspace:  # noqa: A001 - clew.open
    """Return the workspace of a data folder, made on first use.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     open(folder).tables()
    []
    """
    return Workspace(open_workspace(Path(data), workspace, create=create))


class Workspace:
    """One workspace: import files, ask questions. ``store`` is what keeps it (settings, undo, rebuild, ...).

    ``memory`` ("2GB", "60%") is what questions may take.
    """

    def __init__(self, store: Store, memory: str = "60%") -> None:
        self.store, self._memory = store, memory
        self._engine: DuckDBEngine | None = None
        self._cache = AnswerCache(store.place.cache / "answers")

    def __repr__(self) -> str:
        return f"clew.open({str(self.store.data)!r}, {self.store.name!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the engine's memory; the next question opens it again."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    @property
    def engine(self) -> DuckDBEngine:
        """The engine of this workspace, opened on first use; it reads the workspace and its cache, nothing else."""
        if self._engine is None:
            folders = [self.store.place.folder, self.store.place.cache]
            self._engine = DuckDBEngine(folders, memory_limit=self._memory)
        return self._engine

    def ask(
        self,
        metric: str,
        *,
        by: str | Sequence[str] = (),
        where: str | Sequence[str | Filter] = (),
        start: str | date | None = None,
        end: str | date | None = None,
        every: str | None = None,
        compare: str | None = None,
        settings: Mapping[str, Any] | None = None,
        weighted: bool = False,
        level: float = 0.95,
        as_of: str | date | None = None,
        min_n: int = 5,
    ) -> Answer:
        """Return the answer: ``metric`` or ``metric.statistic``, by dimensions, filtered, per period, compared.

        ``start`` is inclusive, ``end`` exclusive, in the workspace's zone; ``settings`` are the metric's parameters.
        Raises :class:`~clew.errors.UsageError` for a name or value that cannot be; it lists the choices.
        """
        zone, week_start = self.store.settings.zone, self.store.settings.week_start
        question = parse_question(
            metric, settings=_texts(settings or {}), by=by, where=where, start=start, end=end, every=every,
            compare=compare, weighted=weighted, level=level, as_of=as_of, min_n=min_n, zone=zone, week_start=week_start,
        )  # fmt: skip
        return self.answer(question)

    def answer(self, question: Question) -> Answer:
        """Return the answer to a question that is made already."""
        return Answer(self, self.retried(lambda lake: self.answer_of(question, lake)), question)

    def answer_of(self, question: Question, lake: Snapshot) -> Figures:
        """Return the answer to a question over one lake version: for who asks several that must belong together."""
        return self._cache.ask(question, lake, self.engine)

    def ask_together(self, questions: Sequence[Question]) -> list[Figures]:
        """Return the answers to the questions of one page, in their order; what they share is read once."""
        return self.retried(lambda lake: ask_together(questions, lake, self.engine, self._cache))

    def retried(self, read: Callable[[Snapshot], Result]) -> Result:
        """Return what ``read`` makes of the current lake version; once more where an erasure took its files."""
        try:
            return read(self.store.snapshot())
        except MissingFileError:
            return read(self.store.snapshot())

    def diagnose(
        self,
        language: str = "en",
        *,
        today: date | None = None,
        progress: Callable[[str, float | None], None] = lambda _what, _share: None,
    ) -> Diagnosis:
        """Return what hurts and what goes well, ranked, said in ``language`` (en, pl, ro, ru).

        What people muted until a day after ``today`` is not ranked; without ``today`` it is that of the latest data.
        """
        found = self.diagnose_in((language,), progress=progress)[language]
        return with_said(found, self.store.settings.documents["finding"], today)

    def diagnose_in(
        self, languages: Sequence[str], *, progress: Callable[[str, float | None], None] = lambda _what, _share: None
    ) -> dict[str, Diagnosis]:
        """Return one diagnosis said in each of ``languages``; what people say of its findings is not in it.

        :func:`clew.findings.said.with_said` adds that, as often as people say something.
        """
        settings = self.store.settings
        known = {name: (metric.label, metric.unit, metric.direction) for name, metric in METRICS.items()}

        def look(lake: Snapshot) -> dict[str, Diagnosis]:
            asker = WorkspaceAsker(lake, self.engine, lake.tables, settings.zone, settings.week_start)
            given = {"workspace": self.store.name, "as_of": asker.latest(), "lake_version": lake.version}
            return diagnose_in(asker, known, languages, given, progress)

        found = self.retried(look)
        keep_told(self.store.place.cache, found[languages[0]])
        return found

    def grid(self, question: Question) -> Grid:
        """Return a metric at every place of the question's ``by``, pooled, with what may be said of each place.

        Raises :class:`~clew.errors.UsageError` for a statistic that cannot be pooled.
        """
        return self.retried(lambda lake: grid_of(question, lake, self.engine))

    def paths(
        self,
        *,
        by: str | None = None,
        gap: int | None = None,
        names: str = "name",
        tables: str | Sequence[str] = SOURCES,
        where: str | Sequence[str | Filter] = (),
        start: str | date | None = None,
        end: str | date | None = None,
        as_of: str | date | None = None,
        time: str = "calendar",
        calendar: str = "default",
        progress: Callable[[str, float | None], None] | None = None,
    ) -> AskedPaths:
        """Return customers' paths: ``.summary()``, ``.transitions()``, ``.variants()``, ``.rows(from, to)``.

        The first view reads all contacts and keeps the paths in the cache; later ones are quick. Raises
        :class:`~clew.errors.UsageError` for a name or value that cannot be; it lists the choices.
        """
        definition = parse_definition(
            by=by, gap=gap, names=names, tables=tables, where=where, start=start, end=end, as_of=as_of,
            zone=self.store.settings.zone, time=time, calendar=calendar,
        )  # fmt: skip
        return AskedPaths(definition, lambda view: self.retried(lambda lake: view(lake, self.engine)), progress)

    def search(
        self,
        words: str = "",
        *,
        where: str | Sequence[str | Filter] = (),
        order: str = "newest",
        start: str | date | None = None,
        end: str | date | None = None,
        limit: int = 50,
        after: str = "",
        only: Sequence[str] | None = None,
        progress: Callable[[str, float | None], None] | None = None,
    ) -> Page:
        """Return a page of verbatims that have ``words`` in any of their forms, filtered as a question is.

        ``"in quotes"`` is word for word, ``fakt*`` begins so, ``-word`` must not be there. ``order`` is newest, oldest,
        lowest, highest (rating) or best (fit); ``after`` is that of the page before; ``only`` are ids to
        choose from. Raises :class:`~clew.errors.UsageError` for a name or value that cannot be; it lists the choices.
        """
        zone = self.store.settings.zone
        filters = [parse_filter(given) if isinstance(given, str) else given for given in _listed(where)]
        begins, ends = (read_time(str(time), zone) if time else None for time in (start, end))
        return self.retried(
            lambda lake: read_feedback(
                lake,
                self.engine,
                filters,
                words,
                order,
                limit,
                after,
                start=begins,
                end=ends,
                only=only,
                progress=progress,
            )
        )

    def import_file(self, file: Path | str, mapping: Path | str | None = None, table: str | None = None) -> FileResult:
        """Import one file, by a mapping (TOML) or as rows of a canonical ``table``; return what became of its rows."""
        known = load_mapping(mapping) if mapping is not None else None
        return self.store.import_files([Path(file)], mapping=known, table=table)[0]

    def tables(self) -> list[dict[str, Any]]:
        """Return each table with rows: name, rows, customers, from, to."""
        return [{"name": name, **counts} for name, counts in self.store.snapshot().tables.items()]

    def metrics(self) -> dict[str, Metric]:
        """Return every metric by name."""
        return dict(METRICS)


class Answer:
    """The answer to a question, which shows itself as a table; ``answer`` is the bare result."""

    def __init__(self, workspace: Workspace, found: Figures, question: Question) -> None:
        self.workspace, self.answer, self.question = workspace, found, question

    def __repr__(self) -> str:
        lines = [" | ".join(cells) for cells in (self._header(), *self._cells())]
        return "\n".join([self._title(), *lines, *(f"! {warning}" for warning in self.answer.warnings)])

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self._header())
        body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in self._cells())
        said = "".join(f"<p>{escape(warning)}</p>" for warning in self.answer.warnings)
        return f"<p><b>{escape(self._title())}</b></p><table><tr>{head}</tr>{body}</table>{said}"

    @property
    def sql(self) -> tuple[str, ...]:
        """The texts that the engine ran."""
        return self.answer.sql

    @property
    def expression(self) -> Any:
        """The Ibis expression whose sums the figures are finished from."""
        return self.workspace.retried(lambda lake: answer_expression(self.question, lake, self.workspace.engine))

    def rows(self, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
        """Return the rows behind the figures, each with its ``journal_ref``: ``limit`` after the first ``offset``."""
        return self.workspace.retried(
            lambda lake: rows_behind(self.question, lake, self.workspace.engine, limit, offset)
        )

    def chart(self) -> Any:
        """Return the answer as an Altair chart; over time it shows what the company changed."""
        from clew.changes import read_changes  # noqa: PLC0415 - read only for a picture
        from clew.charts.answer_chart import answer_chart  # noqa: PLC0415 - Altair is loaded only for a picture

        settings = self.workspace.store.settings
        return answer_chart(self.answer, read_changes(settings.documents).values(), settings.week_start)

    def to_arrow(self) -> pa.Table:
        """Return the figures as an Arrow table."""
        return to_arrow(self.answer)

    def to_pandas(self) -> Any:
        """Return the figures as a pandas data frame; needs the extra ``clew[pandas]``."""
        try:
            return self.to_arrow().to_pandas()
        except ModuleNotFoundError as error:
            raise UsageError("pandas is not installed: pip install 'clew[pandas]', or use .to_arrow().") from error

    def to_document(self) -> dict[str, Any]:
        """Return the JSON document of ``clew ask --json``."""
        return to_document(self.answer)

    def _title(self) -> str:
        found = self.answer
        return f"{found.label} ({found.statistic}, {found.unit}), {found.level:.0%} intervals. {found.population}"

    def _header(self) -> list[str]:
        names = list(self.answer.rows[0].dimensions) if self.answer.rows else []
        return [*names, *(["period"] if self.question.every else []), *_COLUMNS]

    def _cells(self) -> list[list[str]]:
        cells = []
        for row in self.answer.rows[:SHOWN_ROWS]:
            period = [row.period or ""] if self.question.every else []
            figures = [_number(x, self.answer.unit) for x in (row.value, row.lo, row.hi)]
            cells.append([*(v or "" for v in row.dimensions.values()), *period, *figures, str(row.n), str(row.missing),
                          "; ".join(row.warnings)])  # fmt: skip
        left = len(self.answer.rows) - SHOWN_ROWS
        return cells if left <= 0 else [*cells, [f"... {left} more rows", *[""] * (len(self._header()) - 1)]]


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return duration(value) if unit == "seconds" else f"{value:.4g}"


def _listed(where: str | Sequence[str | Filter]) -> Sequence[str | Filter]:
    return [where] if isinstance(where, str) else where


def _texts(settings: Mapping[str, Any]) -> dict[str, str]:
    words = {True: "yes", False: "no"}
    return {name: words[value] if isinstance(value, bool) else str(value) for name, value in settings.items()}
