"""Every page, as people meet it: no finding of axe in either theme, nothing cut at 320 px, keyboard, quiet console."""

from __future__ import annotations

from importlib import resources

import pytest
from tests.browser.product.routes import PLACE, REFUSING, open_to_all, pages

pytestmark = pytest.mark.browser

PAGES = pages()
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
#: How many steps of the Tab key are looked at.
STEPS = 25
#: Whether the focus can be seen: the focused element, or its box, has an outline or is drawn differently.
SEEN = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return [null, true];
  const s = getComputedStyle(e), name = e.outerHTML.slice(0, 120);
  const box = e.getBoundingClientRect();
  const drawn = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0;
  return [name, drawn && box.width > 0 && box.right > 0 && box.left < innerWidth];
}"""


@pytest.fixture(params=sorted(PAGES))
def route(request):
    return request.param


@pytest.fixture
def visit(visitor, served, route):
    """Give a function that opens the route's page; None where the route gives a file."""
    path = PAGES[route].replace(str(PLACE), str(served.workspace_id))
    owner, refuses = not open_to_all(route), route in REFUSING
    opened = []

    def go(**how):
        if not visitor.is_page(path, owner=owner, refuses=refuses):
            return None
        found = visitor.visit(path, owner=owner, **how)
        opened.append(found)
        if refuses:  # the browser notes the status of what it was refused
            found.said[:] = [said for said in found.said if "status of 4" not in said]
        return found

    yield go
    for each in opened:
        assert each.said == [], f"{path}: the console says {each.said}"
        assert each.elsewhere() == [], f"{path} asks others: {each.elsewhere()}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, scheme):
    if (found := visit(scheme=scheme)) is None:
        return
    found.page.evaluate("document.querySelectorAll('main details').forEach(d => { if (!d.name) d.open = true })")
    found.page.evaluate(AXE)
    result = found.page.evaluate("rules => axe.run(document, rules)", RULES)
    told = [
        f"{finding['id']}: {finding['help']}: {[node['html'][:160] for node in finding['nodes'][:4]]}"
        for finding in result["violations"]
    ]
    assert not told, "\n".join(told)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_nothing_is_cut_at_320_pixels(visit, language):
    if (found := visit(width=320, language=language)) is None:
        return
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 320, found.page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > 321 &&
           !e.parentElement.closest('.scroll, pre, clew-chart')).slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""
    )


def test_the_keyboard_reaches_everything_and_the_focus_is_seen(visit):
    if (found := visit()) is None:
        return
    page = found.page
    if page.locator(".skip").count():
        page.keyboard.press("Tab")
        skip = page.locator(".skip")
        assert skip.evaluate("e => e === document.activeElement && e.getBoundingClientRect().top >= 0")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")
        page.evaluate("document.querySelector('.skip').focus()")
    unseen = []
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        page.wait_for_timeout(15)
        name, is_seen = page.evaluate(SEEN)
        if not is_seen:
            unseen.append(name)
    assert not unseen, unseen
