"""The addresses of jobs."""

from __future__ import annotations

from django.urls import path

from clew_server.status import progress

app_name = "jobs"
urlpatterns = [
    path("<uuid:job_id>/", progress.job, name="job"),
    path("<uuid:job_id>/stop/", progress.stop, name="stop"),
]
