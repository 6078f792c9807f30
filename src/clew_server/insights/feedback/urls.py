"""The addresses of feedback."""

from __future__ import annotations

from django.urls import path

from clew_server.insights.feedback.views import keeping, listing, marking, taking

app_name = "feedback"
urlpatterns = [
    path("", listing.feedback, name="feedback"),
    path("counts/", listing.facets, name="facets"),
    path("quote/", listing.quote, name="quote"),
    path("export/", taking.export, name="export"),
    path("export/<uuid:job_id>/", taking.file, name="file"),
    path("tag/", marking.tag, name="tag"),
    path("untag/", marking.untag, name="untag"),
    path("assign/", marking.assign, name="assign"),
    path("settle/", marking.settle, name="settle"),
    path("tags/", keeping.tags, name="tags"),
    path("tags/<uuid:tag_id>/", keeping.change_tag, name="change_tag"),
    path("tags/<uuid:tag_id>/restore/", keeping.restore_tag, name="restore_tag"),
    path("saved/", keeping.save, name="save"),
    path("saved/<uuid:saved_id>/remove/", keeping.remove_saved, name="remove_saved"),
    path("saved/<uuid:saved_id>/restore/", keeping.restore_saved, name="restore_saved"),
]
