"""Putting a backup back, without bringing back anybody who was erased since it was taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from clew.errors import DamageError, UsageError
from clew.store import durable
from clew.store.backup.catalogue import Catalogue, check_backup, read_catalogue
from clew.store.backup.taking import FORMAT_FILE, copy_file
from clew.store.erasure.erased import ERASED, add_erased, parse_erased, read_erased
from clew.store.identity import NAME_FILE
from clew.store.journal import Journal
from clew.store.journal.ledger import SUFFIX, ledger_of
from clew.store.verify import verify

__all__ = ["restore"]

STAGE, REPLACED = "restoring.tmp", "replaced.tmp"

#: Erases again, in a workspace's folder, everybody on its list of erased people.
EraseListed = Callable[[Path], object]


def restore(
    source: Path,
    into: Path,
    *,
    erase_listed: EraseListed,
    erased: Path | None = None,
    prepare: Callable[[Path], object] = lambda _stage: None,
    put: Callable[[Path], object] = lambda _stage: None,
) -> tuple[str, ...]:
    """Return the workspaces put back from the backup ``source`` into the data folder ``into``.

    The people erased from the folder that is replaced, and those on the list ``erased``, are erased from the copy
    before it takes the folder's place. What is replaced is removed: it would keep data no erasure reaches. ``prepare``
    makes ready what stands beside the workspaces, in the folder where they are staged and cleaned, before anything is
    replaced; ``put`` moves it from there into its place.

    Raises:
        DamageError: the backup is damaged; the text names the files.
        UsageError: there is neither a folder to take the list of erased people from nor ``erased``, or somebody
            writes to the folder that would be replaced.
    """
    _refuse_damage(source)
    catalogue = read_catalogue(source)
    given = parse_erased(erased) if erased is not None else None
    for name in catalogue.workspaces:
        _put_aside_back(into / name)
        _refuse_living(into / name)
        _refuse_namesake(source / name, into / name)
        if given is None:
            _refuse_unlisted(into / name)
    _keep_format(source, into)
    _stage(source, into / STAGE, catalogue)
    for name in catalogue.workspaces:
        _clean(into / STAGE / name, _listed(into / name) | (given or frozenset()), erase_listed)
    prepare(into / STAGE)
    for name in catalogue.workspaces:
        _swap(into / STAGE / name, into / name)
    put(into / STAGE)
    durable.remove_tree(into / STAGE)
    durable.remove_tree(into / REPLACED)
    return catalogue.workspaces


def _refuse_damage(source: Path) -> None:
    damages = check_backup(source)
    if damages:
        shown = "; ".join(str(damage) for damage in damages[:5])
        raise DamageError(f"The backup {source} is damaged and was not restored: {shown}.")


def _refuse_unlisted(target: Path) -> None:
    if not _has_list(target):
        raise UsageError(
            f"Nobody can say who was erased from {target} since the backup: give the list of erased people "
            f"('{ERASED}' of the workspace that was lost), or say that nobody was: --none-erased."
        )


def _has_list(target: Path) -> bool:
    """Return whether it is known who was erased from the folder; no list is one only where nobody ever was."""
    journal = target / "journal"
    if (target / ERASED).exists() or not journal.is_dir():
        return (target / ERASED).exists()
    try:
        workspace = ledger_of(journal).workspace or target.name
        return all(record.kind != "erasure" for record in Journal(journal, workspace).read())
    except DamageError:
        return False


def _refuse_living(target: Path) -> None:
    for path in sorted((target / "journal").glob(f"*{SUFFIX}")):
        if durable.has_living_holder(path):
            raise UsageError(f"A process still writes to {target} ({path.name}): stop it before restoring.")


def _refuse_namesake(source: Path, target: Path) -> None:
    """Refuse a workspace whose name another one bears here: people could not tell the two apart."""
    name = _first_line(source / NAME_FILE) if (source / NAME_FILE).is_file() else None
    for file in target.parent.glob(f"*/{NAME_FILE}"):
        if file.parent != target and _first_line(file) == name:
            raise UsageError(f"{target.parent} has another workspace of that name ({file.parent.name}).")


def _first_line(file: Path) -> bytes:
    return file.read_bytes().partition(b"\n")[0]  # the second, a checksum, is not in folders made before there was one


def _listed(target: Path) -> frozenset[str]:
    return read_erased(target) if target.is_dir() else frozenset()


def _stage(source: Path, stage: Path, catalogue: Catalogue) -> None:
    durable.remove_tree(stage)
    for name in catalogue.files:
        copy_file(source / name, stage / name)


def _clean(workspace: Path, erased: frozenset[str], erase_listed: EraseListed) -> None:
    """Erase everybody on the merged list from the copy, and check that what is left is whole."""
    if add_erased(workspace, erased):
        erase_listed(workspace)
    damages = verify(workspace)
    if damages:
        raise DamageError(f"The restored copy is damaged and was not put in place: {damages[0]}.")


def _swap(staged: Path, target: Path) -> None:
    """Let the copy take the folder's name; between the two renames a crash leaves the old folder put aside."""
    aside = target.parent / REPLACED / target.name
    if target.exists():
        durable.make_folder(aside.parent)
        durable.rename(target, aside)
    durable.rename(staged, target)
    durable.sync_folder(target.parent)
    durable.remove_tree(aside)


def _put_aside_back(target: Path) -> None:
    """Undo the first rename of a restore that died before its second; finish one that died after it."""
    aside = target.parent / REPLACED / target.name
    if target.exists():
        durable.remove_tree(aside)
    elif aside.exists():
        durable.rename(aside, target)


def _keep_format(source: Path, into: Path) -> None:
    """Say first of all that ``into`` is a data folder, so that a restore broken off does not look like a stranger's."""
    durable.make_folder(into)
    if (source / FORMAT_FILE).is_file() and not (into / FORMAT_FILE).exists():
        durable.write_durably(into / FORMAT_FILE, (source / FORMAT_FILE).read_bytes())
