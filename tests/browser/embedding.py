"""Servers for tests of the widget: a page of another origin that shows it, a stand-in that plays the answer page."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["SLUG", "closing", "open_feedback", "open_shop"]

SLUG = "abcdefghijklmnop"
PAGE = """<!doctype html><html lang="{lang}"><title>Shop</title>
<body><h1>Shop</h1><p><label>Search <input id="search"></label> <button id="ask">Tell us</button></p>
<div id="place"></div>{more}
<script async src="{origin}/s/widget.js" data-survey="{slug}"{attributes}></script></body></html>"""
#: The answer page as far as the widget knows it: it speaks to the origins that may frame it, and to nobody else.
FRAMED = """<!doctype html><html lang="en"><title>Framed</title><body style="margin:0"><main style="height:{height}px">
<h1>Your delivery</h1><button id="done">Send</button></main><script>
const tell = (more) => parent.postMessage(more, "{allowed}");
const height = () => tell({clew: "height", value: document.querySelector("main").offsetHeight});
new ResizeObserver(height).observe(document.querySelector("main"));
height();
document.querySelector("#done").onclick = () => tell({clew: "done"});
addEventListener("keydown", (event) => event.key === "Escape" && tell({clew: "close"}));
</script></body></html>"""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    @property
    def address(self) -> str:
        return f"http://{self.name}:{self.server_port}"

    def __init__(self, handler: type[BaseHTTPRequestHandler], name: str, **more: Any) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.name, self.asked, self.seen = name, [], []
        self.__dict__.update(more)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def say(self, body: str | bytes, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        data = body if isinstance(body, bytes) else body.encode()
        self.send_response(200)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _ShopPage(_Handler):
    """A page whose query says ``lang``, ``attributes`` and ``more`` of it."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        how = self.server.how
        page = PAGE.format(
            origin=self.server.origin, slug=self.server.slug, lang=how.get("lang", "en"),
            attributes=how.get("attributes", ""), more=how.get("more", ""),
        )  # fmt: skip
        self.say(page, **({"Content_Security_Policy": how["policy"]} if how.get("policy") else {}))


class _Answering(_Handler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(204)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path == "/s/widget.js":
            self.say(self.server.script, "text/javascript")
        elif self.path.startswith("/s/w/"):
            self.say(json.dumps(self.server.config), "application/json", Access_Control_Allow_Origin="*")
        else:
            policy = f"frame-ancestors {self.server.allowed or chr(39) + 'none' + chr(39)}"
            page = FRAMED.replace("{height}", str(self.server.height)).replace("{allowed}", self.server.allowed or "*")
            self.say(page, Content_Security_Policy=policy)


def open_shop(origin: str, slug: str = SLUG, **how: str) -> _Server:
    """A shop of another origin than ``origin``; change what its page is by ``how``."""
    return _Server(_ShopPage, "localhost", origin=origin, slug=slug, how=how)


def open_feedback(script: bytes, config: dict[str, Any], height: int = 300) -> _Server:
    """A stand-in of the server: the real script, a configuration, an answer page that ``allowed`` origins may frame."""
    return _Server(_Answering, "127.0.0.1", script=script, config=config, height=height, allowed="")


@contextmanager
def closing(server: _Server) -> Iterator[_Server]:
    """Close a server in the end."""
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
