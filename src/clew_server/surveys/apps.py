"""The app of surveys."""

from __future__ import annotations

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """What customers are asked, and what they answer."""

    name = "clew_server.surveys"
    label = "surveys"
