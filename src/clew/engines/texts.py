"""SQL texts by the shape of what they ask: a question asked again at another moment is not compiled again.

They may be kept on disk too, so that a process that has just started need not compile what was asked before.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from clew.engines.compile import compile_expression

__all__ = ["instant_sql", "kept_text", "text_of"]

#: Moments that nobody asks for stand in a compiled text for those that a question gives: the first, and the step.
_MARK, _STEP = datetime(8003, 5, 7, 11, 13, 17, 190_023), timedelta(days=1, microseconds=1)  # noqa: DTZ001
#: What only a mark can have put into a text.
_LEFT = "MAKE_TIMESTAMP(80"
KEPT = 2048
_TEXTS: OrderedDict[str, str | None] = OrderedDict()
_LOCK = Lock()


def text_of(
    shape: str, moments: Sequence[datetime], make: Callable[[Sequence[datetime]], Any], folder: Path | None = None
) -> str:
    """Return the SQL text of ``make(moments)``, an Ibis expression that ``shape`` decides but for the moments.

    Compiled once a shape, with marks in the place of the moments; a quarter of a second each is most of what a
    question of few rows takes. Where a moment went into the text in another form than a time, each is compiled alone.
    ``folder``, whose name tells the version of all that makes texts, is where they are kept for other processes.
    """
    known = _known(shape, len(moments), make, folder)
    if known is None:
        return compile_expression(make(moments))
    for place, moment in enumerate(moments):
        known = known.replace(instant_sql(_mark(place)), instant_sql(moment))
    return known


def kept_text(key: str, make: Callable[[], str], folder: Path | None) -> str:
    """Return the text that ``make`` gives for ``key``, from memory or ``folder`` where it is known there."""
    return _kept(key, make, folder) or ""


def _known(shape: str, count: int, make: Callable[[Sequence[datetime]], Any], folder: Path | None) -> str | None:
    """Return the text with marks, None for one that is compiled for its moments."""
    return _kept(f"{count} {shape}", lambda: _compiled(count, make), folder)


def _kept(key: str, make: Callable[[], str | None], folder: Path | None) -> str | None:
    """Return what ``make`` gives for ``key``; it is in memory and in ``folder`` from then on."""
    path = None if folder is None else folder / hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()
    with _LOCK:
        known = (_TEXTS[key],) if key in _TEXTS else None
    is_there = known is not None and path is not None and path.exists()  # the cache may have been emptied meanwhile
    found = known or (_read(path) if path else None)
    text = make() if found is None else found[0]
    if path is not None and (found is None or (known is not None and not is_there)):
        _write(path, text)
    return _remembered(key, text)


def _compiled(count: int, make: Callable[[Sequence[datetime]], Any]) -> str | None:
    marks = [_mark(place) for place in range(count)]
    text = compile_expression(make(marks))
    bare = text
    for mark in marks:
        bare = bare.replace(instant_sql(mark), "")
    return None if _LEFT in bare else text


def _remembered(key: str, text: str | None) -> str | None:
    with _LOCK:
        _TEXTS[key] = text
        _TEXTS.move_to_end(key)
        while len(_TEXTS) > KEPT:
            _TEXTS.popitem(last=False)
    return text


def _read(path: Path) -> tuple[str | None] | None:
    """Return what is kept at ``path``; None where nothing is, or it is damaged: then it goes."""
    try:
        digest, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if hashlib.sha256(body).hexdigest().encode() == digest:
        return (json.loads(body),)
    with suppress(OSError):
        path.unlink()
    return None


def _write(path: Path, text: str | None) -> None:
    """Write beside and rename; a folder that is full is emptied first, a full disk costs time alone."""
    body = json.dumps(text).encode()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        if len(os.listdir(path.parent)) >= KEPT:  # noqa: PTH208 - names alone are counted
            for old in path.parent.iterdir():
                old.unlink(missing_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".text-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            Path(beside).replace(path)
        finally:
            Path(beside).unlink(missing_ok=True)


def _mark(place: int) -> datetime:
    return _MARK + place * _STEP


def instant_sql(moment: datetime) -> str:
    """Return how DuckDB's text has a moment.

    >>> instant_sql(datetime(2026, 10, 20, 10, 0, 5))
    'MAKE_TIMESTAMP(2026, 10, 20, 10, 0, 5.0)'
    """
    seconds = moment.second + moment.microsecond / 1e6
    return f"MAKE_TIMESTAMP({moment.year}, {moment.month}, {moment.day}, {moment.hour}, {moment.minute}, {seconds})"
