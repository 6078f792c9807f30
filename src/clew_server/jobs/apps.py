"""The app of jobs."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Work kept in a table."""

    name = "clew_server.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Find the jobs of every room."""
        autodiscover_modules("jobs")
