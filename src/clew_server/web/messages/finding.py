"""Finds the texts: in code by Babel, in templates by Django's own parser, exactly as pages ask for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from django.template import Engine, Template, engines
from django.template.base import Lexer, Node, TokenType, Variable
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from clew_server.web.messages.rooms import Room

__all__ = ["Found", "found_in", "parsed"]

#: A text as catalogues name it: context (None: without), the text, its plural (None: has none).
Found = tuple[str | None, str, str | None]

_UNDERSCORE = re.compile(r"""\b_\((?P<sign>["'])(?P<text>.+?)(?P=sign)\)""")
_PLAIN = {"gettext": (1,), "gettext_lazy": (1,), "gettext_noop": (1,)}
_PLURAL = {"ngettext": (1, 2), "ngettext_lazy": (1, 2)}
_CONTEXT = {"pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2)}
_BOTH = {"npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3)}
_KEYWORDS: dict[str, Any] = {**_PLAIN, **_PLURAL, **_CONTEXT, **_BOTH}


def found_in(room: Room) -> list[Found]:
    """Return the texts of a room, each once, in order."""
    texts = {text for path in room.code for text in _in_code(path)}
    texts |= {text for path in room.templates for text in _in_template(path)}
    return sorted(texts, key=lambda text: (text[1], text[0] or "", text[2] or ""))


def _in_code(path: Path) -> Iterator[Found]:
    with path.open("rb") as stream:
        for _line, message, _comments, context in extract("python", stream, keywords=_KEYWORDS):
            text, plural = message if isinstance(message, tuple) else (message, None)
            yield context, text, plural


def parsed(source: str) -> Template:
    """Return a template as Django parses it."""
    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    return engine.from_string(source)


def _in_template(path: Path) -> Iterator[Found]:
    source = path.read_text(encoding="utf-8")
    for node in _nodes(parsed(source)):
        if isinstance(node, TranslateNode):
            yield from _in_translate(node)
        elif isinstance(node, BlockTranslateNode):
            singular, _ = node.render_token_list(node.singular)
            plural = node.render_token_list(node.plural)[0] if node.plural else None
            yield _context_of(node), singular, plural
    for token in Lexer(source).tokenize():
        if token.token_type in {TokenType.VAR, TokenType.BLOCK}:  # {{ _("text") }}, {% tag _("text") %}
            for found in _UNDERSCORE.finditer(token.contents):
                yield None, found["text"].replace("%", "%%"), None


def _nodes(template: Template) -> Iterator[Node]:
    for node in template.nodelist:
        yield from node.get_nodes_by_type(Node)


def _in_translate(node: TranslateNode) -> Iterator[Found]:
    said = node.filter_expression.var
    literal = said.literal if isinstance(said, Variable) else said
    if isinstance(literal, str):
        yield _context_of(node), literal.replace("%", "%%"), None


def _context_of(node: TranslateNode | BlockTranslateNode) -> str | None:
    given = node.message_context
    if given is None:
        return None
    return str(given.var)
