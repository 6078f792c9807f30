"""The one address of dashboards outside a workspace: the way out of the weekly e-mail."""

from __future__ import annotations

from django.urls import path

from clew_server.insights.dashboards.views import mailing

app_name = "weekly"
urlpatterns = [path("<uuid:recipient_token>/", mailing.unsubscribe, name="unsubscribe")]
