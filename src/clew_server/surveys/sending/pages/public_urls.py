"""The one address of sending outside a workspace: where another sender's program says what became of messages."""

from __future__ import annotations

from django.urls import path

from clew_server.surveys.sending.pages import told

app_name = "told"
urlpatterns = [path("<uuid:way_id>/statuses/", told.statuses, name="statuses")]
