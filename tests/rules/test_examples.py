"""The examples in the documentation run: every shell and Python block, page by page, in an empty folder.

A page says in HTML comments what its examples need: ``<!-- files: shop -->`` copies ``examples/shop``,
``<!-- save: survey.toml -->`` before a block saves it as that file, ``<!-- not run: reason -->`` skips the block that
follows. A ``text`` block right after an example is what it prints: its lines must be printed in that order, where
``…`` stands for anything and a line ``...`` for lines left out. The word IMPORT is the newest import.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
import shlex
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clew.cli.app import run
from clew.cli.globals import current
from clew.importers import load_mapping
from clew.rules import Rules, load_rules

ROOT = Path(__file__).resolve().parents[2]
#: Pages whose files are not named on the page itself.
FILES = {"README.md": "shop"}
#: A TOML block with one of these sections is no mapping but rules.
RULES = {"statuses", "stages", "contact_reasons"}
#: Why a block may stay unrun; a page marks it so, and these words are all that it may say.
REASONS = (
    "it builds the project",
    "it goes to another folder",
    "a signature, not a program",
    "it needs your own warehouse",
)
#: Blocks of pages that carry no marks: page → how the block begins → why.
UNMARKED = {
    "README.md": {"make demo": "it builds the project"},
    "docs/explanation/rooms.md": {"": "a signature, not a program"},
}
MARK = re.compile(r"<!-- (files|save|not run|exits): (.+?) -->")
HEX = re.compile(r"\b[0-9a-f]{32}\b")


@dataclass(frozen=True)
class Block:
    """One fenced block of a page, with what the comments before it say."""

    line: int
    language: str
    text: str
    marks: dict[str, str]


def pages() -> list[Path]:
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in found if any(block.language in {"sh", "python"} for block in blocks(page))]


def blocks(page: Path) -> list[Block]:
    found, marks, language, text, start = [], {}, None, [], 0
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        fence = line.strip().startswith("```")
        if language is None and fence:
            language, text, start = line.strip()[3:], [], number
        elif fence:
            found.append(Block(start, language, "\n".join(text), marks))
            language, marks = None, {}
        elif language is not None:
            text.append(line)
        else:
            marks |= dict(MARK.findall(line))
    assert language is None, f"{page.name}: the block of line {start} is never closed"
    return found


def reason_not_to_run(name: str, block: Block) -> str | None:
    if marked := block.marks.get("not run"):
        return marked
    return next((why for begins, why in UNMARKED.get(name, {}).items() if block.text.startswith(begins)), None)


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_the_examples_of_the_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLEW_DATA", raising=False)
    name, names, said = str(page.relative_to(ROOT)), {"__name__": "page"}, None
    copy_files(FILES.get(name), tmp_path)
    for block in blocks(page):
        copy_files(block.marks.get("files"), tmp_path)
        why = reason_not_to_run(name, block)
        if "save" in block.marks:
            (tmp_path / block.marks["save"]).write_text(block.text + "\n", encoding="utf-8")
        elif why is not None and block.language in {"sh", "python"}:
            assert why in REASONS, f"{name}:{block.line}: '{why}' is no reason of {REASONS}"
            said = None
        elif block.language == "sh":
            said = run_shell(block, name)
        elif block.language == "python":
            said = run_python(block, names, name)
        elif block.language == "text" and said is not None:
            compare(block, said, name)
            said = None
        else:
            said = None


def copy_files(folder: str | None, target: Path) -> None:
    if folder:
        shutil.copytree(ROOT / "examples" / folder, target, dirs_exist_ok=True)


def run_shell(block: Block, page: str) -> str:
    said = []
    for line in block.text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if not words:
            continue
        words[0] = "clew" if words[0] == ".venv/bin/clew" else words[0]
        code, printed = clew(words[1:]) if words[0] == "clew" else shell(line)
        wanted = int(block.marks.get("exits", "0"))
        assert code == wanted, f"{page}:{block.line}: `{line}` ended with {code}:\n{printed}"
        said.append(printed)
    return "".join(said)


def clew(words: list[str]) -> tuple[int, str]:
    target = None
    if ">" in words:
        words, target = words[: words.index(">")], Path(words[-1])
    words = [newest_import() if word == "IMPORT" else word for word in words]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(words)
    if target is not None:
        target.write_text(out.getvalue(), encoding="utf-8")
        return code, err.getvalue()
    return code, err.getvalue() + out.getvalue()


def newest_import() -> str:
    with contextlib.redirect_stdout(io.StringIO()):
        run(["imports"])
    return str(current().open().imports()[-1]["import_id"])


def shell(line: str) -> tuple[int, str]:
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr + done.stdout


def run_python(block: Block, names: dict[str, Any], page: str) -> str:
    """Run the block as a notebook would: what its last expression is, is shown."""
    tree = ast.parse(block.text, f"{page}:{block.line}")
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(tree, page, "exec"), names)  # noqa: S102 - the project's own pages
        shown = None if last is None else eval(compile(ast.Expression(last.value), page, "eval"), names)  # noqa: S307
    return out.getvalue() + ("" if shown is None else f"{shown!r}\n")


def compare(block: Block, said: str, page: str) -> None:
    printed = [plain(line) for line in said.splitlines()]
    at = 0
    for line in map(plain, block.text.splitlines()):
        if line in {"", "..."}:
            continue
        pattern = re.compile(".*".join(map(re.escape, line.split("…"))))
        found = next((n for n in range(at, len(printed)) if pattern.fullmatch(printed[n])), None)
        assert found is not None, f"{page}:{block.line} shows\n  {line}\nbut this was printed:\n{said}"
        at = found + 1


def plain(line: str) -> str:
    return HEX.sub("…", " ".join(line.split()))


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: str(page.relative_to(ROOT)))
def test_the_mappings_of_the_page_are_mappings(page: Path):
    for block in blocks(page):
        if block.language == "toml" and block.text.startswith("format = 1"):
            if RULES & tomllib.loads(block.text).keys():
                assert load_rules(block.text) != Rules(), f"{page.name}:{block.line}"
            else:
                assert load_mapping(block.text).blocks, f"{page.name}:{block.line}"


def test_a_line_that_is_not_printed_is_found():
    block = Block(1, "text", "a  … c\n...\nnever", {})
    with pytest.raises(AssertionError, match="never"):
        compare(block, "a b c\nd\n", "a page")
    compare(Block(1, "text", "a … c\n...\nd", {}), "a   b  c\nx\nd\n", "a page")
