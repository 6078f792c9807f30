"""The addresses inside one workspace, room by room."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("feedback/", include("clew_server.insights.feedback.urls")),
    path("customers/", include("clew_server.insights.customers.urls")),
    path("paths/", include("clew_server.insights.paths.urls")),
    path("service/", include("clew_server.insights.service.urls")),
    path("reasons/", include("clew_server.insights.reasons.urls")),
    path("settings/", include("clew_server.company.urls")),
    path("jobs/", include("clew_server.status.job_urls")),
    path("dashboards/", include("clew_server.insights.dashboards.urls")),
    path("questions/", include("clew_server.insights.questions.urls")),
    path("pulse/", include("clew_server.insights.pulse.urls")),
    path("touchpoints/", include("clew_server.insights.touchpoints.urls")),
    path("imports/", include("clew_server.imports.urls")),
    path("surveys/", include("clew_server.surveys.urls")),
    path("status/", include("clew_server.status.urls")),
]
