"""Question in, answer out: the one door of every number (:func:`answer`), and the way to the rows behind it."""

from __future__ import annotations

from clew.questions.asking import answer
from clew.questions.question import Filter, Question
from clew.questions.together import ask_together

__all__ = ["Filter", "Question", "answer", "ask_together"]
