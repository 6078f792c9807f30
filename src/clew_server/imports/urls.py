"""The addresses of imports and quarantine."""

from __future__ import annotations

from django.urls import path

from clew_server.imports.mapping import remembered
from clew_server.imports.mapping import views as mapping
from clew_server.imports.quarantine import remapping
from clew_server.imports.quarantine import views as quarantine
from clew_server.imports.results import views as results
from clew_server.imports.sources import views as sources
from clew_server.imports.uploads import views as uploads

app_name = "imports"
urlpatterns = [
    path("", results.imports, name="imports"),
    path("send/", uploads.send_whole, name="send"),
    path("begin/", uploads.begin_pieces, name="begin"),
    path("files/<uuid:upload_id>/", mapping.upload, name="upload"),
    path("files/<uuid:upload_id>/piece/", uploads.piece, name="piece"),
    path("files/<uuid:upload_id>/toml/", mapping.toml, name="toml"),
    path("files/<uuid:upload_id>/run/", mapping.run, name="run"),
    path("files/<uuid:upload_id>/stop/", mapping.stop_import, name="stop"),
    path("files/<uuid:upload_id>/remove/", uploads.remove, name="remove"),
    path("files/<uuid:upload_id>/progress/", results.progress, name="progress"),
    path("done/<slug:import_id>/", results.result, name="result"),
    path("done/<slug:import_id>/rejected.csv", results.rejected, name="rejected"),
    path("done/<slug:import_id>/undo/", results.undo, name="undo"),
    path("done/<slug:import_id>/mapping/", remapping.remapping, name="remapping"),
    path("done/<slug:import_id>/mapping/<uuid:remap_id>/undo/", quarantine.undo_remap, name="undo_remap"),
    path("done/<slug:import_id>/means/", quarantine.means, name="means"),
    path("done/<slug:import_id>/rows/<int:row>/", quarantine.mend, name="mend"),
    path("done/<slug:import_id>/mends/<slug:mend_id>/undo/", quarantine.undo_mend, name="undo_mend"),
    path("mappings/", remembered.mappings, name="mappings"),
    path("mappings/<slug:header>/forget/", remembered.forget, name="forget_mapping"),
    path("mappings/<slug:header>/remember/", remembered.remember, name="remember_mapping"),
    path("quarantine/", quarantine.quarantine, name="quarantine"),
    path("quarantine/means/", quarantine.means_everywhere, name="means_everywhere"),
    path("quarantine/rows.csv", quarantine.download, name="aside"),
    path("sources/", sources.sources, name="sources"),
    path("sources/add/", sources.add, name="add_source"),
    path("sources/<uuid:feed_id>/check/", sources.check_now, name="check_source"),
    path("sources/<uuid:feed_id>/remove/", sources.remove, name="remove_source"),
    path("sources/<uuid:feed_id>/back/", sources.put_back, name="put_source_back"),
]
