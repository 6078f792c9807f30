"""Which room a file belongs to: the nearest folder above it that is an app, else the first folder of the server."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

__all__ = ["ROOT", "Room", "rooms"]

ROOT = Path(str(resources.files("clew_server")))
#: Files directly in the server's folder are read with the frame.
_FRAME = "web"
#: What is no text for people: this tool itself, and what Django writes.
_NOT_READ = ("migrations", "web/messages")


class Room:
    """One room with its files and catalogues."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.relative_to(ROOT).as_posix()
        self.code: list[Path] = []
        self.templates: list[Path] = []

    def __repr__(self) -> str:
        return self.name

    def catalogue(self, language: str) -> Path:
        """Return where the room's catalogue of a language is, or would be."""
        return self.folder / "locale" / f"{language}.po"


def rooms() -> list[Room]:
    """Return every room that has code or templates, by name."""
    found: dict[Path, Room] = {}
    for path in sorted(ROOT.rglob("*")):
        is_template = "templates" in path.parts and path.suffix in {".html", ".txt"}
        if (path.suffix == ".py" or is_template) and _is_read(path):
            room = found.setdefault(_room_of(path), Room(_room_of(path)))
            (room.templates if is_template else room.code).append(path)
    return sorted(found.values(), key=lambda room: room.name)


def _is_read(path: Path) -> bool:
    inside = path.relative_to(ROOT).as_posix()
    return not any(f"/{part}/" in f"/{inside}" for part in _NOT_READ)


def _room_of(path: Path) -> Path:
    inside = path.relative_to(ROOT)
    if len(inside.parts) == 1:
        return ROOT / _FRAME
    for folder in path.parents:
        if (folder / "apps.py").exists():
            return folder
        if folder.parent == ROOT:
            break
    return ROOT / inside.parts[0]
