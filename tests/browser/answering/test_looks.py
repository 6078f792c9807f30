"""Answer pages as people meet them: no finding of axe by day and night, nothing cut at 320 px, places large enough."""

from __future__ import annotations

from importlib import resources

import pytest
from tests.browser.answering.serving import PAGES

pytestmark = pytest.mark.browser

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
QUIET = ("done", "closed", "out")
#: What is pressed: a control, or the label around it.
SMALL = """() => [...document.querySelectorAll('a, button, select, textarea, input:not([type=hidden])')]
  .filter(e => !e.closest('.trap, .wrong, p'))
  .map(e => [e, (e.closest('label') || e).getBoundingClientRect()])
  .filter(([e, box]) => box.width && (box.width < 24 || box.height < 24)).map(([e]) => e.outerHTML.slice(0, 120))"""
WIDE = """() => [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 &&
  !e.closest('.trap, .heard')).slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*(f"{page}{how}" for page in PAGES for how in ("", "?filled=1", "?wrong=1")), *QUIET])
def test_axe_finds_nothing(window, path, scheme):
    page = window(f"/{path}", color_scheme=scheme, bypass_csp=True).page
    page.evaluate(AXE)
    result = page.evaluate("rules => axe.run(document, rules)", RULES)
    told = [
        f"{finding['id']}: {finding['help']}: {[node['html'][:160] for node in finding['nodes'][:4]]}"
        for finding in result["violations"]
    ]
    assert not told, "\n".join(told)


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_where_it_is_narrow(window, page):
    opened = window(f"/{page}?filled=1", width=320, bypass_csp=True).page
    opened.evaluate(AXE)
    found = opened.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"][:4]]) for one in found] == []


@pytest.mark.parametrize("language", ["en", "pl", "ro", "ru"])
@pytest.mark.parametrize("page", [*PAGES, *QUIET])
def test_nothing_is_cut_and_nothing_is_too_small_to_press(window, page, language):
    opened = window(f"/{page}?lang={language}", width=320).page
    for how in ("", "&wrong=1", "&filled=1") if page in PAGES else ("",):
        opened.goto(f"/{page}?lang={language}{how}")
        for width in (360, 320):
            opened.set_viewport_size({"width": width, "height": 800})
            assert opened.evaluate("document.documentElement.scrollWidth") <= width, opened.evaluate(WIDE)
            assert opened.evaluate(WIDE) == []
            assert opened.evaluate(SMALL) == []


@pytest.mark.parametrize("page", PAGES)
def test_what_was_chosen_is_seen_in_forced_colours(window, page):
    opened = window(f"/{page}?filled=1", forced_colors="active").page
    # colours of our own are drawn only where they are not forced
    look = """e => { const s = getComputedStyle(e), own = s.forcedColorAdjust === 'none';
      return [own && s.backgroundColor, own && s.color, s.outlineStyle].join() }"""
    for inside in (".place:not(.stars *) .face", ".stars .star", ".pick", "td label"):
        chosen = opened.locator(f".q:has(:checked) {inside}").evaluate_all(
            f"all => all.map(e => [!!e.closest('label').querySelector(':checked'), ({look})(e)])"
        )
        seen = {state: {one for is_on, one in chosen if is_on == state} for state in (True, False)}
        if inside == ".stars .star":  # those before the chosen one are filled too
            assert len({one for _, one in chosen}) in {0, 2}
        else:
            assert not seen[True] & seen[False], (inside, chosen)


def test_a_broad_matrix_is_a_table_and_a_narrow_one_groups(window):
    display = "getComputedStyle(document.querySelector('tbody tr')).display"
    assert window("/tables").page.evaluate(display) == "table-row"
    narrow = window("/tables", width=320).page
    assert narrow.evaluate(display) == "grid"
    assert narrow.locator("td label span").first.is_visible()
    radio = narrow.get_by_role("radio", name="Delivery 5 very satisfied")
    radio.check(timeout=5_000)
    assert radio.get_attribute("name") == "q.areas.delivery"


def test_nothing_moves_and_paper_shows_no_buttons(window):
    page = window("/choices", reduced_motion="reduce").page
    assert page.evaluate("document.getAnimations().length") == 0
    page.emulate_media(media="print")
    assert not page.locator(".go").is_visible()
    assert page.locator("legend").first.is_visible()


def test_those_who_listen_hear_what_the_ends_of_a_scale_mean(window):
    page = window("/scores").page
    group = page.get_by_role("radiogroup", name="How likely are you to recommend us")
    assert group.get_by_role("radio", name="0 not at all likely", exact=True).count() == 1
    assert group.get_by_role("radio", name="5", exact=True).count() == 1
    assert page.get_by_role("radio", name="3 of 5", exact=True).count() == 1
