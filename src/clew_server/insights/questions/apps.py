"""The app of questions."""

from __future__ import annotations

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    """Questions asked in the browser, and those that were saved."""

    name = "clew_server.insights.questions"
    label = "questions"
