"""The addresses of the pages on which surveys are written."""

from __future__ import annotations

from django.urls import path

from clew_server.surveys.editing import appearance, beginning, filing, history, listing, preview, publishing
from clew_server.surveys.editing.form import views

ONE = "<uuid:survey_id>/"
urlpatterns = [
    path("", listing.surveys, name="surveys"),
    path("new/", beginning.new, name="new"),
    path(f"{ONE}duplicate/", listing.duplicate, name="duplicate"),
    path(f"{ONE}delete/", listing.delete, name="delete"),
    path(f"{ONE}restore/", listing.restore, name="restore"),
    path(ONE, views.edit, name="edit"),
    path(f"{ONE}file/", filing.file, name="file"),
    path(f"{ONE}undo/", filing.take_back, name="take_back"),
    path(f"{ONE}survey.yaml", filing.as_file, name="as_file"),
    path(f"{ONE}carried/", publishing.carried, name="carried"),
    path(f"{ONE}publish/", publishing.publish, name="publish"),
    path(f"{ONE}state/", publishing.change_state, name="change_state"),
    path(f"{ONE}surveyjs/", publishing.surveyjs, name="surveyjs"),
    path(f"{ONE}survey.json", publishing.surveyjs_file, name="surveyjs_file"),
    path(f"{ONE}look/", appearance.appearance, name="appearance"),
    path(f"{ONE}preview/", preview.preview, name="preview"),
    path(f"{ONE}preview/page/", preview.preview_page, name="preview_page"),
    path(f"{ONE}versions/", history.versions, name="versions"),
    path(f"{ONE}versions/compare/", history.compare, name="compare"),
    path(f"{ONE}versions/<int:number>/", history.version_file, name="version_file"),
    path(f"{ONE}versions/<int:number>/draft/", history.bring_back, name="bring_back"),
]
