"""The addresses of the results of a survey."""

from __future__ import annotations

from django.urls import path

from clew_server.surveys.results import views

urlpatterns = [
    path("<uuid:survey_id>/results/", views.results, name="results"),
    path("<uuid:survey_id>/results/came/", views.came, name="came"),
    path("<uuid:survey_id>/results/answers.csv", views.answers, name="answers"),
]
