"""``BACKUP.json``: what belongs to a backup, with the SHA-256 of every file; without it a folder is no backup."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from clew.errors import DamageError
from clew.store import durable
from clew.store.damage import Damage
from clew.store.verify import verify

__all__ = ["BACKUP", "Catalogue", "check_backup", "file_facts", "read_catalogue", "write_catalogue"]

BACKUP = "BACKUP.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Catalogue:
    """When a backup was begun, whose it is, and bytes and SHA-256 of each file by its path in the backup."""

    made_at: str
    workspaces: tuple[str, ...]
    files: dict[str, tuple[int, str]]

    def to_bytes(self) -> bytes:
        """Return the one way these facts are written."""
        files = {path: {"bytes": size, "sha256": sha256} for path, (size, sha256) in self.files.items()}
        facts = {"format": FORMAT, "made_at": self.made_at, "workspaces": list(self.workspaces), "files": files}
        text = json.dumps(facts, indent=1, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return f'{text[:-2]},\n "sha256": "{digest}"\n}}\n'.encode()


def write_catalogue(folder: Path, catalogue: Catalogue) -> None:
    """Write the list last of all: from now on ``folder`` is a backup."""
    durable.write_durably(folder / BACKUP, catalogue.to_bytes())


def read_catalogue(folder: Path) -> Catalogue:
    """Return the list of a backup.

    Raises:
        DamageError: there is none, or it is not what was written.
    """
    path = folder / BACKUP
    if not path.is_file():
        raise DamageError(f"{folder} is no backup, or one that was never finished: it has no {BACKUP}.")
    data = path.read_bytes()
    try:
        facts = json.loads(data)
        files = {name: (about["bytes"], about["sha256"]) for name, about in facts["files"].items()}
        catalogue = Catalogue(facts["made_at"], tuple(facts["workspaces"]), files)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DamageError(f"{path} is damaged: it is not what was written.") from None
    if catalogue.to_bytes() != data:
        raise DamageError(f"{path} is damaged: its checksum does not match.")
    return catalogue


def file_facts(path: Path) -> tuple[int, str]:
    """Return the bytes and the SHA-256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return path.stat().st_size, digest


def check_backup(folder: Path) -> list[Damage]:
    """Return all damage of the backup in ``folder``: files damaged, missing or unknown, and what ``verify`` finds.

    Raises:
        DamageError: the folder is no backup, or its list cannot be trusted.
    """
    catalogue = read_catalogue(folder)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()} - {BACKUP}
    damages = [Damage(name, "", "is missing") for name in catalogue.files.keys() - there]
    damages += [Damage(name, "", "does not belong to the backup") for name in there - catalogue.files.keys()]
    for name in sorted(there & catalogue.files.keys()):
        if file_facts(folder / name) != catalogue.files[name]:
            damages.append(Damage(name, "", f"its bytes are not those in {BACKUP}"))
    return sorted(damages or _verify_all(folder, catalogue))


def _verify_all(folder: Path, catalogue: Catalogue) -> list[Damage]:
    return [
        Damage(f"{name}/{damage.file}", damage.where, damage.what)
        for name in catalogue.workspaces
        for damage in verify(folder / name)
    ]
