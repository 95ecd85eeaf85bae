"""Public pages from right to left: no violation, nothing too wide, codes in their own direction."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]

LOOKS = [("light", 1000), ("dark", 320)]
PAGES = ("", "record/", "record/0", "code", "code?code=7K3M-9QXD-2VTA-R8HN-5CWE", "download")
HELP = ("/", "/help", "/help/how-this-works", "/help/limits", "/help/accessibility", "/nowhere")


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_public_pages_are_accessible_in_arabic(browser, booth, scheme, width):
    context = browser.new_context(
        bypass_csp=True,
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
        locale="ar",
    )
    election = f"/e/{booth['elections']['short']['id']}/"
    with context:
        page = context.new_page()
        for path in (*HELP, *(election + path for path in PAGES)):
            page.goto(booth["address"] + path)
            assert page.evaluate("document.documentElement.dir") == "rtl", path
            violations = Axe().run(page).response["violations"]
            assert [(item["id"], item["nodes"][0]["html"]) for item in violations] == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            codes = "[...document.querySelectorAll('.app-code, .app-ballot-code, .app-code-block')]"
            turned = f"{codes}.filter((code) => getComputedStyle(code).direction !== 'ltr').length"
            assert page.evaluate(turned) == 0, path
