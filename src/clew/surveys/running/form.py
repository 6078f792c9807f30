"""What a browser sends for one page becomes answers, or flaws by question; nothing that it sends is an error.

Names of fields: ``q.ID`` holds the answer, ``q.ID.other`` the words for "other", ``q.ID.ROW`` a row of a matrix,
``q.ID.OPTION`` the place of an option in a ranking (or ``q.ID`` several times, in order). "Does not apply" is the value
``na``, or anything in ``q.ID.na``. ``asked`` holds the ids of what the form had shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from clew.surveys.logic.evaluate import Given
from clew.surveys.model.questions import Asked
from clew.surveys.model.survey import Page
from clew.surveys.running.answer import MISSING, READ, Answer, Answers, given_by
from clew.surveys.running.fields import Form, Sent, sent_as
from clew.surveys.running.flaws import Flaw
from clew.surveys.running.reading import Read, read_answer
from clew.surveys.running.route import is_shown

__all__ = ["ASKED", "Posted", "read_form"]

ASKED = "asked"


@dataclass(frozen=True)
class Posted:
    """What a form says: the answers that can be kept, and the flaws; a question with a flaw has no answer.

    ``blank`` are those of them for which it says nothing at all.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    flaws: tuple[Flaw, ...] = ()
    blank: frozenset[str] = frozenset()

    @property
    def losing(self) -> tuple[Flaw, ...]:
        """The flaws of what was sent: no answer holds it, so who leaves the page with it loses it."""
        return tuple(flaw for flaw in self.flaws if flaw.question not in self.blank)


def read_form(page: Page, form: Form, known: Mapping[str, Given], before: Answers | None = None) -> Posted:
    """Return what the form of a page says.

    ``known`` is what is known before the page (:class:`~clew.surveys.running.route.Route`), ``before`` the answers kept
    of this page. Questions that come to be shown by an answer on the same page are read if the form had ``asked`` them;
    otherwise they stay open, and the page is shown once more. Without ``asked`` all that the page shows was asked.
    """
    asked = {name for value in sent_as(form, ASKED) for name in value.split(",")}
    seen, kept = dict(known), dict[str, Answer]()
    flaws: list[Flaw] = []
    for question in page.questions if is_shown(page, known) else ():
        if not is_shown(question, seen):
            continue
        read: Read = (before or {}).get(question.id, MISSING)
        if not asked or question.id in asked:
            read = read_answer(question, Sent(form, question.id)) if isinstance(question, Asked) else READ
            flaws += read if isinstance(read, list) else []
            kept |= {question.id: read} if isinstance(read, Answer) else {}
        seen |= given_by(question, read) if isinstance(read, Answer) else {}
    blank = frozenset(flaw.question for flaw in flaws if Sent(form, flaw.question).is_blank)
    return Posted(kept, tuple(flaws), blank)
