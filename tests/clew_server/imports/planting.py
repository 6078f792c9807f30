"""A file on its way in, a watched folder and a corrected mapping, with canaries."""

from __future__ import annotations

from clew_server.imports.models import FOLDER, READY, Feed, Remap, Upload


def plant(place):
    # the victim has imports of its own; the attacker has none, and the walk then asks for one that there is not
    imports = place.handle.store.imports()
    import_id = imports[0]["import_id"] if imports else "none"
    known = place.handle.store.mappings()
    upload = Upload.objects.create(
        workspace=place.workspace, filename=place.canary("file's name"), size=1, received=1, state=READY,
        by=place.owner, found={"what": place.canary("what the file is"), "columns": ["a"]}, is_kept=False,
        draft_text=place.canary("mapping as typed"),
    )  # fmt: skip
    feed = Feed.objects.create(
        workspace=place.workspace, kind=FOLDER, address=f"/nowhere/{place.canary('watched folder')}", by=place.owner,
        error=place.canary("what went wrong"),
    )  # fmt: skip
    remap = Remap.objects.create(
        workspace=place.workspace, import_id=import_id, before=place.canary("mapping before"), by=place.owner
    )
    return {
        "upload_id": upload.id,
        "import_id": import_id,
        "remap_id": remap.id,
        "feed_id": feed.id,
        "row": 1,
        "header": known[0]["header"] if known else "none",
        "mend_id": "m4711",
    }
