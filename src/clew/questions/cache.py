"""Answers kept, in this process and on disk for the next one; a damaged file is no answer and is removed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
from msgspec import structs

from clew.metrics.rows.fields import SEGMENT
from clew.questions.answer import Answer
from clew.questions.asking import answer
from clew.questions.gathering.lake import SLACK, Engine, names_of, rules_of
from clew.questions.gathering.working import calendar_identity
from clew.questions.keeping.content import content_hash, happens_after
from clew.questions.keeping.outdated import forget_older
from clew.questions.keeping.source import source_hash
from clew.questions.plan import Plan, make_plan
from clew.questions.question import Question

__all__ = ["AnswerCache"]

#: Grows when an answer's form or meaning changes for the same definition: older files are then no answers.
FORMAT = 3
KEPT = 512
_DIGEST = 64


class AnswerCache:
    """Answers by question and content: equal files, rules and definitions give the same answer, so none grows old.

    Content is that of the tables the question reads: what comes into others costs it nothing.

    ``folder`` (None: memory only) holds one file an answer: its SHA-256 and its JSON, written beside and renamed.
    """

    def __init__(self, folder: Path | None = None, kept: int = KEPT) -> None:
        self._folder, self._kept = folder, kept
        self._known: OrderedDict[str, Answer] = OrderedDict()
        self._lock = Lock()

    def ask(self, question: Question, lake: Any, engine: Engine) -> Answer:
        """Return the answer to ``question`` over the snapshot ``lake``, from the cache where it is known."""
        known = self.known(question, lake)
        return self.keep(question, lake, answer(question, lake, engine)) if known is None else known

    def known(self, question: Question, lake: Any) -> Answer | None:
        """Return the answer where it is known already; nothing is read but the cache."""
        path, key = self._place(question, lake)
        found = self._remembered(key) or (_read(path) if path else None)
        if found is None:
            return None
        self._remember(key, found)
        return structs.replace(found, cached=True, lake_version=lake.version)

    def keep(self, question: Question, lake: Any, found: Answer) -> Answer:
        """Return ``found``, the answer to ``question`` over ``lake``, which is kept from now on."""
        path, key = self._place(question, lake)
        self._remember(key, found)
        if path:
            _write(path, found)
        return found

    def _remembered(self, key: str) -> Answer | None:
        with self._lock:
            return self._known.get(key)

    def _remember(self, key: str, found: Answer) -> None:
        with self._lock:
            self._known[key] = found
            self._known.move_to_end(key)
            while len(self._known) > self._kept:
                self._known.popitem(last=False)

    def _place(self, question: Question, lake: Any) -> tuple[Path | None, str]:
        """Return the answer's file and key: a folder a set of tables, in it one a content of these.

        So what is out of date goes as a whole, and what is asked of other tables stays.
        """
        plan = make_plan(question)
        tables = _tables_of(plan, lake)
        content = content_hash(lake.views, tables)
        key = _key(plan, lake, content)
        named = "-".join(tables) if len(tables) < len(lake.views) else "all"
        return None if self._folder is None else self._folder / named / content[:16] / f"{key}.json", key


def _read(path: Path) -> Answer | None:
    try:
        stored = path.read_bytes()
    except OSError:
        return None
    digest, body = stored[:_DIGEST], stored[_DIGEST:]
    if hashlib.sha256(body).hexdigest().encode() == digest:
        with suppress(msgspec.MsgspecError):
            return msgspec.json.decode(body, type=Answer)
    with suppress(OSError):
        path.unlink()
    return None


def _write(path: Path, found: Answer) -> None:
    """Write beside and rename, so that no reader meets half a file; a full disk costs the cache, not the answer."""
    body = msgspec.json.encode(found)
    with suppress(OSError):
        if not path.parent.is_dir():
            forget_older(path.parent)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".answer-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(body).hexdigest().encode() + body)
            Path(beside).replace(path)
        finally:
            Path(beside).unlink(missing_ok=True)


def _key(plan: Plan, lake: Any, content: str) -> str:
    """Return the SHA-256 of all that decides the answer."""
    parts = {
        "format": FORMAT,
        "question": plan.question,
        "content": content,
        "rules": rules_of(lake),
        "names": names_of(lake),
        "segments": lake.settings.documents["segment"] if _asks_segments(plan) else {},
        "received": _received(plan, lake),
        "source": source_hash(),
        "calendar": calendar_identity(plan, lake),
    }
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def _tables_of(plan: Plan, lake: Any) -> tuple[str, ...]:
    """Return the tables that the answer is read from, sorted; a segment may be of whatever is known of a customer."""
    return tuple(sorted(lake.views if _asks_segments(plan) else set(plan.tables)))


def _asks_segments(plan: Plan) -> bool:
    return any(field.kind == SEGMENT for field in (*plan.dimensions, *(field for field, _ in plan.filters)))


def _received(plan: Plan, lake: Any) -> str:
    """Return when the last import came, where it matters: with a row that lies more than a day after it."""
    horizon = getattr(lake, "received_at", None)
    if horizon is None or not any(
        happens_after(lake.views.get(table), horizon + SLACK) for table in _tables_of(plan, lake)
    ):
        return ""
    return str(horizon)
