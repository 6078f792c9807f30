"""The addresses of the pages of sending."""

from __future__ import annotations

from django.urls import path

from clew_server.surveys.sending.pages import files, gateways, letters, shown

WAY = "<uuid:survey_id>/ways/<uuid:way_id>/"
urlpatterns = [
    path(f"{WAY}sent/", shown.sending, name="sending"),
    path(f"{WAY}sent/reports/", files.reports, name="reports"),
    path(f"{WAY}sent/statuses/", files.statuses, name="statuses"),
    path(f"{WAY}letters/", letters.letters, name="letters"),
    path(f"{WAY}letters/test/", letters.send_test, name="letters_test"),
    path(f"{WAY}letters/one/", letters.letter, name="letter_page"),
    path(f"{WAY}links/", files.links, name="links"),
    path(f"{WAY}links/file/", files.links_file, name="links_file"),
    path("gateways/", gateways.gateways, name="gateways"),
    path("gateways/<uuid:gateway_id>/remove/", gateways.remove, name="gateway_remove"),
]
