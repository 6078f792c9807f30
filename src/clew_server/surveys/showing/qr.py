"""QR codes as SVG: sharp at every size, with the quiet zone that readers need."""

from __future__ import annotations

from html import escape
from itertools import groupby

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

__all__ = ["QUIET", "SIZES", "qr_svg"]

#: Modules that stay white around the code: ISO/IEC 18004 wants four.
QUIET = 4
#: Sizes on paper that are offered, in millimetres. A code is read from about ten times its width.
SIZES = (20, 30, 50, 80, 120, 200)


def qr_svg(text: str, millimetres: int, title: str = "") -> str:
    """Return an SVG picture of the QR code of ``text``, ``millimetres`` wide with its quiet zone.

    A sixth of it may be dirty or torn (level M corrects 15 %). Black on white whatever the page's colours are.

    >>> qr_svg("https://example.org/s/x", 30)[:60]
    '<svg xmlns="http://www.w3.org/2000/svg" width="30mm" height='
    """
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    width = len(rows)
    path = "".join(_bars(row, y) for y, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{millimetres}mm" height="{millimetres}mm" '
        f'viewBox="0 0 {width} {width}" shape-rendering="crispEdges" role="img">'
        f"<title>{escape(title or text)}</title>"
        f'<path fill="#fff" d="M0 0h{width}v{width}H0z"/><path d="{path}"/></svg>'
    )


def _bars(row: list[bool], y: int) -> str:
    """Return the dark runs of a row as part of a path."""
    drawn, x = [], 0
    for is_dark, run in groupby(row):
        length = len(list(run))
        if is_dark:
            drawn.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return "".join(drawn)
