"""A gateway as its owner describes it: address, method, headers, a body with named fields; nothing is a template."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext

from clew.errors import UsageError
from clew_server.surveys.models import Gateway

__all__ = ["FIELDS", "KINDS", "METHODS", "checked", "id_in", "is_success", "request_of"]

METHODS = ("POST", "PUT", "GET")
KINDS = ("json", "form")
#: What may stand in the body, in curly brackets; in the headers only the secret.
FIELDS = ("to", "text", "id", "secret")
MOST_HEADERS, LONGEST_HEADER, LONGEST_BODY = 20, 1000, 10_000
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}\Z")
_FIELD = re.compile(r"\{(" + "|".join(FIELDS) + r")\}")
_RANGE = re.compile(r"[1-5][0-9]{2}(-[1-5][0-9]{2})?\Z")
#: Those that the connection sets itself, or that could say where a request ends.
_OURS = {"host", "content-length", "transfer-encoding", "connection", "content-type", "te", "upgrade", "trailer"}


def checked(gateway: Gateway) -> Gateway:
    """Return the gateway where it can be used.

    Raises:
        UsageError: it cannot; the text says why.
    """
    _check_address(gateway.address)
    if gateway.method not in METHODS or gateway.body_kind not in KINDS:
        raise UsageError(gettext("Choose a method and a kind of body."))
    for name, value in gateway.headers.items():
        if not _NAME.match(name) or name.lower() in _OURS:
            raise UsageError(gettext("'%(name)s' cannot be a header here.") % {"name": name[:60]})
        if not value.isascii() or not value.isprintable() or len(value) > LONGEST_HEADER:
            raise UsageError(gettext("The header %(name)s has letters that no header can have.") % {"name": name})
    if len(gateway.headers) > MOST_HEADERS or len(gateway.body) > LONGEST_BODY:
        raise UsageError(gettext("That is more than a gateway needs."))
    if not any(_RANGE.match(part.strip()) for part in gateway.success.split(",")):
        raise UsageError(gettext("Say which codes mean that a message was taken: 200-299, or 200, 202."))
    request_of(gateway, dict.fromkeys(FIELDS, "x"))
    if not {"{to}", "{text}"} <= set(re.findall(r"\{\w+\}", gateway.body)):
        raise UsageError(gettext("The body needs {to} and {text}."))
    return gateway


def request_of(gateway: Gateway, values: Mapping[str, str]) -> tuple[str, dict[str, str], bytes | None]:
    """Return address, headers and body of one message.

    Raises:
        UsageError: the body is no JSON, or no lines name=value.
    """
    headers = {name: _put(value, {"secret": values.get("secret", "")}) for name, value in gateway.headers.items()}
    if gateway.body_kind == "json" and gateway.method != "GET":
        try:
            said = _filled(json.loads(gateway.body), values)
        except ValueError as error:
            raise UsageError(gettext("The body is no JSON: %(error)s") % {"error": error}) from None
        return gateway.address, {"Content-Type": "application/json", **headers}, json.dumps(said).encode()
    form = urlencode([(name, _put(value, values)) for name, value in _lines(gateway.body)])
    if gateway.method == "GET":
        return f"{gateway.address}{'&' if urlsplit(gateway.address).query else '?'}{form}", headers, None
    return gateway.address, {"Content-Type": "application/x-www-form-urlencoded", **headers}, form.encode()


def is_success(gateway: Gateway, status: int) -> bool:
    """Return whether a code means that the message was taken."""
    for part in gateway.success.split(","):
        low, _, high = part.strip().partition("-")
        if _RANGE.match(part.strip()) and int(low) <= status <= int(high or low):
            return True
    return False


def id_in(gateway: Gateway, body: bytes) -> str:
    """Return what the gateway calls the message: at ``messages.0.id`` of a JSON reply; "" where nothing stands there.

    >>> id_in(Gateway(id_path="messages.0.id"), b'{"messages": [{"id": 7}]}')
    '7'
    """
    try:
        found: Any = json.loads(body)
        for step in gateway.id_path.split("."):
            found = found[int(step)] if isinstance(found, list) else found[step]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return ""
    return str(found)[:200] if isinstance(found, str | int) else ""


def _check_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    plain = address.isascii() and address.isprintable() and " " not in address
    if parts.scheme != "https" or not parts.hostname or parts.username is not None or parts.fragment or not plain:
        raise UsageError(gettext("Give an address that begins with https://, without a user or a password."))
    if port == 0:
        raise UsageError(gettext("Give an address that begins with https://, without a user or a password."))


def _filled(part: Any, values: Mapping[str, str]) -> Any:
    """JSON with the fields put into its texts: what is put in stays text, whatever it holds."""
    if isinstance(part, str):
        return _put(part, values)
    if isinstance(part, list):
        return [_filled(one, values) for one in part]
    if isinstance(part, dict):
        return {name: _filled(one, values) for name, one in part.items()}
    return part


def _lines(body: str) -> list[tuple[str, str]]:
    pairs = [line.partition("=") for line in body.splitlines() if line.strip()]
    if not pairs or any(not equals or not name.strip() for name, equals, _ in pairs):
        raise UsageError(gettext("Write a line name=value for each field of the body."))
    return [(name.strip(), value.strip()) for name, _, value in pairs]


def _put(text: str, values: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda match: values.get(match[1], match[0]), text)
