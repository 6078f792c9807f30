"""A small server of answer pages: it shows every type of question, keeps what is sent, says what is wrong with it."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.clew_server.surveys.answering.pages.everything import live_of, shown_of

from clew.surveys.running import Answer, Flaw, Posted, read_form
from clew_server.surveys.answering.pages import POLICY, out_page, question_page, thanks_page, told_page

__all__ = ["FILLED", "PAGES", "WRONG", "Pages"]

PAGES = ("scores", "choices", "tables", "words")
YES = Answer
FILLED = {
    "recommend": YES(rating=9), "satisfied": YES(rating=4), "stars": YES(rating=3), "warmth": YES(rating=-1),
    "place": YES(choices=("other",), words="Bazaar"), "reasons": YES(choices=("late", "damaged")),
    "matters": YES(choices=("speed", "price")), "felt": YES(choices=("calm",)),
    "areas": YES(rows={"quality": YES(rating=4), "delivery": Answer(state="not_applicable")}),
    "often": YES(rows={"app": YES(choices=("always",))}), "city": YES(words="Kraków"), "more": YES(words="Nothing."),
}  # fmt: skip
WRONG = tuple(
    Flaw(name, "required", {}, row)
    for name, row in (
        *(
            (name, "")
            for name in ("recommend", "stars", "share", "place", "reasons", "matters", "felt", "city", "more")
        ),
        ("areas", "delivery"),
        ("often", "card"),
    )
)
#: A page of another origin, around an answer page; it keeps what it is told.
AROUND = """<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>
<iframe title="Survey" src="{inside}" style="width:340px;height:200px;border:0"></iframe>
<script>heard = [];
addEventListener("message", e => {{ if (e.origin == "{origin}") heard.push(e.data) }})</script></html>"""


class Pages(ThreadingHTTPServer):
    """Answer pages of one survey at ``address``; what was ``sent``, and the answers and flaws that were read."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.sent: list[Posted] = []
        #: What was on pages that were left backwards.
        self.left: list[Posted] = []
        #: Cleared, it lets those who have sent something wait.
        self.answers = threading.Event()
        self.answers.set()
        self.live = live_of(colour="#0a6cff", sender="Northwind Traders")
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def elsewhere(self) -> str:
        """The same server as another origin."""
        return f"http://localhost:{self.server_port}"


class _Page(BaseHTTPRequestHandler):
    server: Pages

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        name = parts.path.strip("/")
        language, live = query.get("lang", "en"), self.server.live
        if name == "around":
            inside = f"{self.server.address}/{query['page']}?frame=1"
            self._give(AROUND.format(inside=inside, origin=self.server.address).encode(), policy="")
        elif name in PAGES:
            more = {"answers": FILLED} if "filled" in query else {}
            more |= {"flaws": WRONG} if "wrong" in query else {}
            self._give(self._asked(name, language, is_framed="frame" in query, **more))
        elif name == "done":
            self._give(thanks_page(live, language, "https://shop.example/", is_framed="frame" in query))
        elif name == "out":
            self._give(out_page("t" * 43, language, is_done=False))
        elif name == "favicon.ico":
            self.send_response(204)
            self.end_headers()
        else:
            self._give(told_page(name, language, live))

    def do_POST(self) -> None:
        name = urlsplit(self.path).path.strip("/")
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
        page = next(page for page in self.server.live.asked.pages if page.id == name)
        posted = read_form(page, form, {})
        if "lang" in form:
            unread = frozenset(flaw.question for flaw in posted.flaws)
            self._give(self._asked(name, form["lang"][0], answers=posted.answers, unread=unread, sent=form))
            return
        if "back" in form:
            self.server.left.append(posted)
            self._lead("/scores")
            return
        self.server.sent.append(posted)
        self.server.answers.wait(10)
        if posted.flaws:
            self._give(self._asked(name, "en", answers=posted.answers, flaws=posted.flaws, sent=form))
            return
        self._lead("/done")

    def _lead(self, to: str) -> None:
        self.send_response(303)
        self.send_header("Location", to)
        self.end_headers()

    def _asked(self, name: str, language: str, **more: object) -> bytes:
        known = {"action": f"/{name}", "goes_back": True, "began": "sealed", **more}
        return question_page(shown_of(self.server.live, name, language, {"first_name": "Ana"}, **known))

    def _give(self, page: bytes, policy: str | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if policy is None:
            self.send_header("Content-Security-Policy", POLICY(self.server.live))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
