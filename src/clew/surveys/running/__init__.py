"""Asking a survey, as pure functions: which page is next, what a form says, which rows it becomes."""

from __future__ import annotations

from clew.surveys.running.answer import Answer, Answers
from clew.surveys.running.flaws import SENTENCES, Flaw
from clew.surveys.running.form import Posted, read_form
from clew.surveys.running.order import options_shown, rows_shown
from clew.surveys.running.route import Route, route
from clew.surveys.running.rows import feedback_rows
from clew.surveys.running.said import Reader, option_text

__all__ = [
    "SENTENCES",
    "Answer",
    "Answers",
    "Flaw",
    "Posted",
    "Reader",
    "Route",
    "feedback_rows",
    "option_text",
    "options_shown",
    "read_form",
    "route",
    "rows_shown",
]
