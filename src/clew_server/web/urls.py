"""The addresses of no room."""

from __future__ import annotations

from django.urls import path

from clew_server.web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("csp-report/", views.csp_report, name="csp_report"),
]
