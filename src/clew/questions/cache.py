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

from clew.questions.answer import Answer
from clew.questions.asking import answer
from clew.questions.gathering.lake import Engine
from clew.questions.gathering.working import calendar_identity
from clew.questions.outdated import forget_older
from clew.questions.plan import make_plan
from clew.questions.question import Question
from clew.questions.spec import spec_hash

__all__ = ["AnswerCache"]

#: Grows when an answer's form or meaning changes for the same definition: older files are then no answers.
FORMAT = 2
KEPT = 512
_DIGEST = 64


class AnswerCache:
    """Answers by question and content: equal files, settings and definitions give the same answer, so none grows old.

    ``folder`` (None: memory only) holds one file an answer: its SHA-256 and its JSON, written beside and renamed.
    """

    def __init__(self, folder: Path | None = None, kept: int = KEPT) -> None:
        self._folder, self._kept = folder, kept
        self._known: OrderedDict[str, Answer] = OrderedDict()
        self._lock = Lock()

    def ask(self, question: Question, lake: Any, engine: Engine) -> Answer:
        """Return the answer to ``question`` over the snapshot ``lake``, from the cache where it is known."""
        key = _key(question, lake)
        path = self._path(lake, key)
        known = self._remembered(key) or (_read(path) if path else None)
        if known is not None:
            self._remember(key, known)
            return structs.replace(known, cached=True, lake_version=lake.version)
        found = answer(question, lake, engine)
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

    def _path(self, lake: Any, key: str) -> Path | None:
        """Return the answer's file: one folder a content of the lake, so that what is out of date goes as a whole."""
        return None if self._folder is None else self._folder / str(lake.files_hash)[:16] / f"{key}.json"


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


def _key(question: Question, lake: Any) -> str:
    """Return the SHA-256 of all that decides the answer."""
    plan = make_plan(question)
    parts = {
        "format": FORMAT,
        "question": question,
        "files": lake.files_hash,
        "settings": lake.settings_version,
        "received": str(getattr(lake, "received_at", None)),
        "spec": spec_hash(plan),
        "calendar": calendar_identity(plan, lake),
    }
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()
