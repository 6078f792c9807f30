"""Bring the catalogues up to date: ``python -m clew_server.web.messages [ROOM ...]``, all rooms where none is named.

Exit code 1 where texts are still to translate.
"""

from __future__ import annotations

import os
import sys
import tempfile

import django


def main() -> int:
    """Write every room's catalogues and list what is still to translate."""
    with tempfile.TemporaryDirectory() as folder:  # settings want a data folder; nothing of it is used
        os.environ |= {"CLEW_DATA": folder, "DJANGO_SETTINGS_MODULE": "clew_server.settings"}
        django.setup()
        from clew_server.web.messages.keeping import update  # noqa: PLC0415 - Django must be set up before
        from clew_server.web.messages.rooms import rooms  # noqa: PLC0415

        asked = sys.argv[1:]
        missing = update(rooms(), asked)
    for name, texts in missing.items():
        sys.stdout.write(f"{name}: {len(texts)} to translate\n")
        for context, text, _plural in texts:
            sys.stdout.write(f"  {text!r}{f' ({context})' if context else ''}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
