"""One question of one reader, answered: the way every surface of the product takes to a saved or an asked question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from clew.errors import ClewError, UsageError
from clew.questions.answer import AnswerRow
from clew.questions.parse import parse_filter
from clew.questions.question import Question
from clew_server.accounts.gate import MemberRequest
from clew_server.insights.hiding.fields import check_fields
from clew_server.insights.hiding.guarded import Guarded
from clew_server.insights.hiding.viewing import Viewed, asked_for, viewed
from clew_server.insights.questions.asking.query import Query
from clew_server.insights.questions.showing.shown import Shown, shown
from clew_server.insights.reading import Reading
from clew_server.insights.waiting import done_within

__all__ = ["FOR_GOOD", "Asking", "Reader", "asking_of"]

#: How long somebody waits who cannot come back: a plain form, a file, a job.
FOR_GOOD = 600.0


@dataclass(frozen=True)
class Reader:
    """Who reads: stands for the request where there is none (a job, an e-mail)."""

    member: Any
    workspace: Any
    GET: Any


@dataclass(frozen=True)
class Asking:
    """A query with its reading and, once looked, the question; ``error`` says what cannot be."""

    query: Query
    reading: Reading
    role: str
    question: Question | None
    error: str = ""

    def answer(self, patience: float = FOR_GOOD) -> Guarded | None:
        """Return the answer as the reader may see it; None where it is not there yet.

        Raises:
            UsageError: a name or value that cannot be.
        """
        question = self.question
        if question is None:
            raise UsageError(self.error)
        handle, workspace_id = self.reading.handle, self.reading.workspace.id
        key = ("question", workspace_id, self.role, repr(question), self.reading.snapshot.files_hash)

        def work() -> Viewed | None:
            return done_within(key, lambda: asked_for(handle, workspace_id, self.role, question), patience)

        return viewed(self.reading, question, work)

    def shown(self, found: Guarded, link: Any = None) -> Shown:
        """Return the answer as texts in the reader's language."""

        def closed(_: AnswerRow) -> str:
            return ""

        return shown(self.query, self.reading.asked, found, link or closed)


def asking_of(request: MemberRequest | Reader, query: Query) -> Asking:
    """Return the query of a reader, made a question of the workspace's days and settings."""
    reader = Reader(request.member, request.workspace, query.asks())
    reading = Reading(cast("MemberRequest", reader))
    role = request.member.role
    try:
        check_fields(role, [parse_filter(text).field for text in query.where])
        question = query.question(reading.asked)
    except ClewError as error:
        return Asking(query, reading, role, None, str(error))
    return Asking(query, reading, role, question)
