"""What msgspec knows of a shape, made ready before there are threads.

msgspec finds out at the first use of a Struct how it is read; two threads that use one first at the same time end the
process. So the process that serves imports what its pages need and makes every shape ready while it is alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import msgspec
from django.conf import settings

__all__ = ["make_shapes_ready"]


def make_shapes_ready() -> list[str]:
    """Import what pages need; return the shapes of ours that are ready now, by their whole names.

    One that cannot be read as such (it has a parameter) is read through another that can.
    """
    import_module(settings.ROOT_URLCONF)
    ready = []
    for shape in _shapes(msgspec.Struct):
        if not getattr(shape, "__parameters__", ()):
            msgspec.json.Decoder(shape)
            ready.append(f"{shape.__module__}.{shape.__qualname__}")
    return sorted(ready)


def _shapes(of: type) -> Iterator[type]:
    below: list[type] = of.__subclasses__()
    for shape in below:
        if shape.__module__.partition(".")[0] in {"clew", "clew_server"}:
            yield shape
        yield from _shapes(shape)
