"""Every address of the pages; what is not in :mod:`clew_server.policy` is not served."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("clew_server.web.urls")),
    path("", include("clew_server.accounts.urls")),
    path("unsubscribe/", include("clew_server.insights.dashboards.public_urls")),
    path("told/surveys/", include("clew_server.surveys.sending.pages.public_urls")),
    path("w/<uuid:workspace_id>/", include("clew_server.workspace_urls")),
]

handler400 = "clew_server.web.views.bad_request"
handler403 = "clew_server.web.views.forbidden"
handler404 = "clew_server.web.views.not_found"
handler500 = "clew_server.web.views.server_error"
