"""Pictures of every page to look at: ``python -m tests.browser.product.pictures FOLDER [ROUTE ...]``.

Light and dark, 1280 and 360 pixels wide, in English and Polish. People look at them; no test compares them.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from itertools import product
from pathlib import Path

import django
from playwright.sync_api import sync_playwright
from tests.browser.product.serving import ARGUMENTS, Visitor, serve

LOOKS = tuple(product((("wide", 1280), ("narrow", 360)), ("light", "dark"), ("en", "pl")))


def main(target: Path, asked: list[str]) -> None:
    """Write one picture a page and look."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"CLEW_DATA": f"{folder}/unused", "DJANGO_SETTINGS_MODULE": "clew_server.settings"}
        django.setup()
        from tests.browser.product.routes import PLACE, REFUSING, open_to_all, pages  # noqa: PLC0415 - after Django is set up

        del os.environ["CLEW_DATA"]
        with serve(Path(folder), customers=3_000) as served, sync_playwright() as playwright:
            visitor = Visitor(playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS)), served)
            for route, path in pages().items():
                where, owner = path.replace(str(PLACE), str(served.workspace_id)), not open_to_all(route)
                if (asked and route not in asked) or not visitor.is_page(where, owner=owner, refuses=route in REFUSING):
                    continue
                for (name, width), scheme, language in LOOKS:
                    opened = visitor.visit(where, width=width, scheme=scheme, language=language, owner=owner)
                    picture = target / f"{route.replace(':', '-')}-{name}-{scheme}-{language}.png"
                    opened.page.screenshot(path=picture, full_page=True)
                    sys.stdout.write(f"{picture}\n")
                    visitor.leave()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
