"""The page of the configuration: ``python -m clew_server.configuration_page > docs/reference/configuration.md``."""

from __future__ import annotations

import sys

from clew_server.configuration import meanings

__all__ = ["configuration_page"]

_HEAD = """# Configuration

Everything that the server is told from outside: environment variables, each optional. What is told wrongly is refused
at the start, with a sentence. On a machine of one's own nothing needs to be set; beyond loopback `ALLOWED_HOSTS` must
be, and TLS belongs before the server (cookies travel over TLS only there).

| variable | what it is | default |
|---|---|---|
"""


def configuration_page() -> str:
    """Return the whole page as Markdown."""
    rows = [f"| `{name}` | {meaning} | {_shown(default)} |" for name, (meaning, default) in meanings().items()]
    return _HEAD + "\n".join(rows) + "\n"


def _shown(default: str) -> str:
    return f"`{default}`" if default else "none"


if __name__ == "__main__":
    sys.stdout.write(configuration_page())
