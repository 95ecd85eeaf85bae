"""The looks in which every screen is read, and what holds for a screen in each of them."""

from contextlib import contextmanager
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe

from tests.reading_age import HARDEST, grade


@dataclass(frozen=True, slots=True)
class Look:
    scheme: str = "light"
    width: int = 1000
    locale: str = "en-GB"
    text: int = 100  # per cent of the usual size


LOOKS = {
    "light": Look(),
    "dark and narrow": Look(scheme="dark", width=320),
    "Arabic": Look(width=320, locale="ar"),
    "large text": Look(width=640, text=200),
}
AXE = Axe()
# Named, since axe leaves out what is new in WCAG 2.2 unless it is asked for.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}}
LARGER = """
addEventListener("DOMContentLoaded", () => {
  document.documentElement.style.fontSize = "%s%%";
});
"""
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
# What is typed or compared letter by letter keeps its own direction.
CODES = "[...document.querySelectorAll('.app-code, .app-ballot-code, .app-code-block')]"
TURNED = f"{CODES}.filter((code) => getComputedStyle(code).direction !== 'ltr').length"
# What is read one after another: the smallest blocks, without codes and other people's words.
PARTS = """() => {
  const blocks = "h1, h2, h3, p, li, label, legend, dt, dd, td, th, caption, summary, button, div";
  const others = "[lang], bdi, pre, code, .app-code, .app-ballot-code, script";
  const main = document.querySelector("main").cloneNode(true);
  for (const element of main.querySelectorAll(others)) element.replaceWith("Ana");
  return [...main.querySelectorAll(blocks)]
    .filter((element) => element.querySelector(blocks) === null)
    .map((element) => element.textContent);
}"""
SKIP = "document.querySelector('a[href], button, input, summary')?.getAttribute('href')"


@contextmanager
def looked_at(browser, look, **more):
    """A context of the browser with this look, under which axe can run.

    Its script is not one that the policies of our pages allow.
    """
    with browser.new_context(
        bypass_csp=True,
        color_scheme=look.scheme,
        viewport={"width": look.width, "height": 800},
        locale=look.locale,
        **more,
    ) as context:
        if look.text != 100:
            context.add_init_script(LARGER % look.text)
        yield context


def check(page):
    """No violation, one h1 that is the title, a way past the menu, and words for readers of 13."""
    accessible(page)
    heading = page.locator("h1:visible").inner_text()
    title = page.title().removeprefix("Error: ").removeprefix("خطأ: ")
    assert title == f"{heading} - Tabella", f"{title} is no title for {heading}"
    if page.locator("nav").count():
        assert page.evaluate(SKIP) == "#main-content", "no way past the menu"
        assert page.locator("main#main-content").count() == 1, "the skip link leads nowhere"
    if page.evaluate("document.documentElement.lang") == "en":
        parts = page.evaluate(PARTS)
        assert grade(parts) <= HARDEST, " | ".join(" ".join(part.split()) for part in parts)


def accessible(page):
    violations = AXE.run(page, options=OPTIONS).response["violations"]
    found = [(item["id"], item["nodes"][0]["html"]) for item in violations]
    assert not found, found
    assert page.locator("h1:visible").count() == 1, "not one h1"
    assert not page.evaluate(TOO_WIDE), "wider than the window"
    assert page.evaluate(TURNED) == 0, "a code runs the wrong way"
