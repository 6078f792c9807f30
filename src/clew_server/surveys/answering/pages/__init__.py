"""Answer pages as HTML: pure functions from a survey and a person's answers to bytes, with no request behind them."""

from __future__ import annotations

from clew_server.surveys.answering.pages.questioning import question_page
from clew_server.surveys.answering.pages.shown import Shown
from clew_server.surveys.answering.pages.styling import POLICY
from clew_server.surveys.answering.pages.telling import again_page, out_page, thanks_page, told_page

__all__ = ["POLICY", "Shown", "again_page", "out_page", "question_page", "thanks_page", "told_page"]
