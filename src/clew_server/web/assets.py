"""Static files, named after their contents and packed once, at start, into the data folder."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage

__all__ = ["AssetStorage"]


class AssetStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's; a file that nobody collected yet (in tests) is served by its plain name."""

    manifest_strict = False
