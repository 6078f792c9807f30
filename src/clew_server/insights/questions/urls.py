"""The addresses of questions."""

from __future__ import annotations

from django.urls import path

from clew_server.insights.questions.views import asking, files, keeping, rows

app_name = "questions"
urlpatterns = [
    path("", asking.questions, name="questions"),
    path("values/", asking.values, name="values"),
    path("chart/", asking.chart, name="chart"),
    path("rows/", rows.rows, name="rows"),
    path("download/<str:form>/", files.download, name="download"),
    path("saved/", keeping.saved, name="saved"),
    path("saved/new/", keeping.save, name="save"),
    path("saved/<uuid:question_id>/", keeping.kept_question, name="kept"),
    path("saved/<uuid:question_id>/change/", keeping.change, name="change"),
    path("saved/<uuid:question_id>/delete/", keeping.delete, name="delete"),
    path("saved/<uuid:question_id>/restore/", keeping.restore, name="restore"),
]
