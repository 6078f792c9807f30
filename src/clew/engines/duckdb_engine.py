"""The engine of questions: one locked DuckDB in this process, one cursor a call, Arrow out."""

from __future__ import annotations

import shutil
import threading
import warnings
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import duckdb
import pyarrow as pa

from clew.engines.guard import tables_named
from clew.engines.scratch import remove_with, scratch_folder
from clew.engines.view_sql import name_sql, text_sql, view_sql
from clew.engines.views import TableView
from clew.errors import ClewError, DeadlineError, EngineError, MissingFileError

__all__ = ["DuckDBEngine"]

# DuckDB advises a relation (``cursor.sql``) for Arrow. That takes the text apart in Python and plans it twice (11 ms
# of 22), to save one copy of the rows: worth it where there are many [20 million contacts: 2.6 GB, not 3.5].
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)

#: Cursors kept for the next call, with the views they already have.
_KEPT_CURSORS = 8
#: Open-time settings: nothing is fetched, installed or found by itself.
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
}


@dataclass
class _Desk:
    """One cursor and the views that were made on it."""

    cursor: duckdb.DuckDBPyConnection
    views: dict[str, TableView] = field(default_factory=dict)


class DuckDBEngine:
    """Answers SELECTs over table views; reads only below ``folder``, runs nothing but one SELECT at a time.

    ``folder`` is the folder (or folders) whose files views may name. ``memory_limit`` is DuckDB's text ("4GB", "60%");
    ``temp`` is where large sorts spill, by default a private folder that goes with the engine, closed or not. Safe to
    share between threads: every call has its own cursor.
    """

    def __init__(
        self,
        folder: Path | Sequence[Path],
        *,
        memory_limit: str = "60%",
        threads: int | None = None,
        temp: Path | None = None,
    ) -> None:
        folders = [folder] if isinstance(folder, Path) else list(folder)
        self._own_temp = None if temp else scratch_folder("engine")
        if self._own_temp:
            remove_with(self, self._own_temp)
        self._connection = duckdb.connect(":memory:", config=_CLOSED)
        self._idle: deque[_Desk] = deque(maxlen=_KEPT_CURSORS)
        self._lock(folders, memory_limit, threads, temp or self._own_temp)

    def _lock(self, folders: list[Path], memory_limit: str, threads: int | None, temp: Path | None) -> None:
        # Both spellings of a folder behind a symbolic link: DuckDB compares the paths as they are written.
        allowed = sorted({str(path) for folder in folders for path in (folder.absolute(), folder.resolve())})
        settings = [
            f"memory_limit={text_sql(memory_limit)}",
            f"temp_directory={text_sql(str(temp))}",
            *([f"threads={threads:d}"] if threads else []),
            "TimeZone='UTC'",
            "allow_extension_repositories='forbidden'",
            f"allowed_directories=[{', '.join(text_sql(path) for path in allowed)}]",
            "enable_external_access=false",  # after the folders: from here on they can no longer be changed
            "lock_configuration=true",
        ]
        for setting in settings:
            self._connection.execute(f"SET {setting}")

    def read(
        self, sql: str, views: Mapping[str, TableView], *, seconds: float | None = None, many: bool = False
    ) -> pa.Table:
        """Return the rows of one SELECT over ``views`` as an Arrow table; ``many`` are never held twice.

        Raises :class:`~clew.errors.UsageError` for anything but one SELECT over the views' names,
        :class:`~clew.errors.MissingFileError` where a file of a view is gone (take the current lake version, ask
        again), :class:`~clew.errors.DeadlineError` after ``seconds``, :class:`~clew.errors.EngineError` else.
        """
        with self._desk() as desk, _in_clews_words(), _deadline(desk.cursor, seconds):
            _forget(desk, desk.views.keys() - views.keys())
            for name in tables_named(sql, views.keys(), desk.cursor):
                _see(desk, name, views[name])
            return (desk.cursor.sql if many else desk.cursor.execute)(sql).to_arrow_table()

    def rows(self, sql: str, views: Mapping[str, TableView], *, seconds: float | None = None) -> list[dict[str, Any]]:
        """Return the rows of one SELECT over ``views`` as dictionaries; raises what :meth:`read` raises."""
        found: list[dict[str, Any]] = self.read(sql, views, seconds=seconds).to_pylist()
        return found

    @contextmanager
    def _desk(self) -> Iterator[_Desk]:
        """A cursor of its own for one call; it is kept for later calls unless the call failed."""
        try:
            desk = self._idle.pop()
        except IndexError:
            desk = _Desk(self._connection.cursor())
        try:
            yield desk
        except BaseException:
            desk.cursor.close()
            raise
        self._idle.append(desk)

    def close(self) -> None:
        """Free memory and temporary files; calls after this fail."""
        while self._idle:
            self._idle.pop().cursor.close()
        self._connection.close()
        if self._own_temp:
            shutil.rmtree(self._own_temp, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _see(desk: _Desk, name: str, view: TableView) -> None:
    """Make the view on the desk's cursor, unless it is there from an earlier call."""
    if desk.views.get(name) == view:
        return
    desk.cursor.execute(f"CREATE OR REPLACE TEMP VIEW {name_sql(name)} AS {view_sql(view)}")
    desk.views[name] = view


def _forget(desk: _Desk, names: AbstractSet[str]) -> None:
    """Drop views of an earlier call that this one was not given."""
    for name in names:
        desk.cursor.execute(f"DROP VIEW IF EXISTS {name_sql(name)}")
        del desk.views[name]


@contextmanager
def _deadline(cursor: duckdb.DuckDBPyConnection, seconds: float | None) -> Iterator[None]:
    if seconds is None:
        yield
        return
    timer = threading.Timer(seconds, cursor.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.InterruptException as error:
        raise DeadlineError(f"The question took longer than {seconds:g} seconds and was stopped.") from error
    finally:
        timer.cancel()


@contextmanager
def _in_clews_words() -> Iterator[None]:
    try:
        yield
    except ClewError:
        raise
    except duckdb.IOException as error:
        if _is_missing(error):
            raise MissingFileError(f"A file of this lake version is gone: {_first_line(error)}") from error
        raise EngineError(_first_line(error)) from error
    except duckdb.Error as error:
        raise EngineError(_first_line(error)) from error


def _is_missing(error: duckdb.IOException) -> bool:
    text = str(error)
    return "No files found that match" in text or "No such file or directory" in text


def _first_line(error: BaseException) -> str:
    with suppress(IndexError):
        return str(error).splitlines()[0]
    return type(error).__name__
