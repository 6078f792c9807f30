"""The survey's logo in a letter: it comes along with it, so that opening one asks no server for anything."""

from __future__ import annotations

import base64
import binascii
from email.mime.image import MIMEImage

from django.core.mail import EmailMultiAlternatives

from clew_server.surveys.look import LARGEST_LOGO, Look

__all__ = ["LOGO", "picture_of", "shown_with_logo", "with_logo"]

#: The name by which the letter's HTML calls the picture that comes with it.
LOGO = "logo@clew"


def picture_of(look: Look) -> bytes:
    """Return the logo of a look as bytes, of at most LARGEST_LOGO; none where it has none that is one."""
    try:
        data = base64.b64decode(look.logo, validate=True)
    except (ValueError, binascii.Error):
        return b""
    return data if len(data) <= LARGEST_LOGO else b""


def with_logo(message: EmailMultiAlternatives, look: Look) -> None:
    """Put the logo of a look into a message, beside its HTML."""
    data, kind = picture_of(look), look.logo_kind.partition("/")[2]
    if not data:
        return
    picture = MIMEImage(data, _subtype=kind)
    picture.add_header("Content-ID", f"<{LOGO}>")
    picture.add_header("Content-Disposition", "inline", filename=f"logo.{kind}")
    message.mixed_subtype = "related"  # type: ignore[attr-defined] # the stubs do not know it
    message.attach(picture)


def shown_with_logo(html: str, look: Look) -> str:
    """Return the HTML of a letter as a browser can show it: the picture stands in it."""
    return html.replace(f"cid:{LOGO}", f"data:{look.logo_kind};base64,{look.logo}")
