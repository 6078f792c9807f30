"""`clew rules`: what a status means, why people come, which stage a touchpoint belongs to; shown, checked and set."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clew.cli.globals import current
from clew.cli.output import number, show, warn
from clew.errors import UsageError

if TYPE_CHECKING:
    from clew.questions.classed import Classed, Word
    from clew.rules import Rules

__all__ = ["app"]

app = typer.Typer(help="Rules: who has a ticket in which status, why people get in touch, which stage it is.")

File = Annotated[Path, typer.Argument(help="A file of rules (TOML); begin with what `clew rules show` prints.")]
#: So many words of a sort stand in the comments; --json gives up to 200.
SHOWN = 40


@app.command("show")
def show_() -> None:
    """Print the rules as TOML to edit and set again, with the words of your data and what they count as."""
    _print(None)


@app.command("check")
def check(file: File) -> None:
    """Say how a file of rules would class your data, without keeping it."""
    _print(_read(file))


@app.command("set")
def set_(file: File) -> None:
    """Keep the rules of a file; they hold for every question from now on."""
    rules = _read(file)
    current().open().keep("rule", "default", rules.to_document())
    warn("The rules are kept.")
    show({"rules": rules.to_document(), "own": True}, lambda: None)


@app.command("reset")
def reset() -> None:
    """Take your rules away: the words that come with Clew hold again."""
    from clew.rules import Rules  # noqa: PLC0415 - keeps `clew --help` quick

    current().open().keep("rule", "default", None)
    warn("The rules that come with Clew hold.")
    show({"rules": Rules().to_document(), "own": False}, lambda: None)


def _read(file: Path) -> Rules:
    from clew.rules import load_rules  # noqa: PLC0415 - keeps `clew --help` quick

    try:
        return load_rules(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The rules {file} cannot be read: {error}.") from error


def _print(given: Rules | None) -> None:
    """Print the rules of a file, or those that are kept, with how they class the words of the workspace."""
    from clew.api import open as open_data  # noqa: PLC0415 - keeps `clew --help` quick
    from clew.questions.classed import classed_words  # noqa: PLC0415
    from clew.rules import NAME, Rules  # noqa: PLC0415
    from clew.rules.writing import rules_text  # noqa: PLC0415

    workspace = open_data(current().data_to_read(), current().workspace, create=False)
    kept = workspace.store.settings.documents["rule"].get(NAME)
    rules = Rules.of(kept) if given is None else given
    words = workspace.retried(lambda lake: classed_words(lake, workspace.engine, rules))
    document = {"rules": rules.to_document(), "own": bool(given or kept), **_documents(words)}
    show(document, lambda: _write(rules_text(rules, _seen(words, rules))))


def _write(text: str) -> None:
    sys.stdout.write(text)


def _documents(words: Classed) -> dict[str, list[dict[str, Any]]]:
    def plain(found: tuple[Word, ...], meaning: str) -> list[dict[str, Any]]:
        return [{"value": word.value, "count": word.count, meaning: word.meaning} for word in found]

    def reasons(found: tuple[Word, ...]) -> list[dict[str, Any]]:
        return [{**said, "avoidable": word.avoidable} for said, word in zip(plain(found, "reason"), found, strict=True)]

    return {
        "statuses": plain(words.statuses, "holder"),
        "topics": reasons(words.topics),
        "queues": reasons(words.queues),
        "touchpoints": plain(words.touchpoints, "stage"),
    }


def _seen(words: Classed, rules: Rules) -> dict[str, list[str]]:
    """Return the comments of each section; those of statuses and stages are TOML to be taken in."""
    return {
        "statuses": _comments("statuses", words.statuses, lambda word: _line(word, is_said=rules.knows(word.value))),
        "stages": _comments("touchpoints", words.touchpoints, lambda word: _line(word, is_said=True)),
        "contact_reasons": [
            *_comments("topics of tickets", words.topics, _reason),
            *_comments("queues of calls", words.queues, _reason),
        ],
    }


def _comments(what: str, words: tuple[Word, ...], said: Callable[[Word], str]) -> list[str]:
    if not words:
        return [f"Your data have no {what}."]
    rest = [f"... and {number(len(words) - SHOWN)} rarer ones"] if len(words) > SHOWN else []
    return [f"Your {what}, what they count as, and how often:", *map(said, words[:SHOWN]), *rest]


def _line(word: Word, *, is_said: bool) -> str:
    from clew.rules.writing import quoted  # noqa: PLC0415 - keeps `clew --help` quick

    doubt = "" if is_said else ", because nobody said"
    return f"{quoted(word.value)} = {quoted(word.meaning)}  # {number(word.count)} times{doubt}"


def _reason(word: Word) -> str:
    avoidable = {None: "nobody said whether avoidable", True: "avoidable", False: "not avoidable"}[word.avoidable]
    reason = "" if word.meaning == word.value else f"{word.meaning}, "
    return f"  {word.value}: {reason}{avoidable}, {number(word.count)} times"
