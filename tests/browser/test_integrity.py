"""SRI: a script or style whose bytes changed on its way does not run in a browser.

A flipped byte is put into a file between server and browser, as a cache or another server in front
could do. The page's hash of the file is that of the bytes the product has.
"""

import re

import pytest

from tests.browser.unhashed import hashes_left_out

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("screens")]

FILES = {
    "the script of every page": "js/pages/start.js",
    "a module that it needs": "vendor/govuk-frontend/govuk-frontend.min.js",
    "the style": "css/tabella.css",
}
MARK = "data-was-tampered-with"


def changed(text, path):
    """One byte of a script that would be noticed if it ran, of a style one that would be seen."""
    if path.endswith(".css"):
        return f":root{{--tampered:1}}{text}"
    return f'document.documentElement.toggleAttribute("{MARK}");\n{text}'


def visited(browser, address, path="", change=None):
    """What a page complained of, whether a changed script ran, and whether a changed style did."""
    with browser.new_context() as context:
        page = context.new_page()
        complaints = []
        page.on("console", lambda message: complaints.append(message.text))
        if change:

            def give(route):
                answer = route.fetch()
                route.fulfill(response=answer, body=change(answer.text(), path))

            page.route(re.compile(re.escape(path)), give)
        page.goto(f"{address}/help", wait_until="networkidle")
        ran = page.evaluate(f"document.documentElement.hasAttribute('{MARK}')")
        styled = page.evaluate(
            "getComputedStyle(document.documentElement).getPropertyValue('--tampered')"
        )
        return complaints, ran or styled == "1"


def test_an_unchanged_page_has_nothing_to_complain_of(browser, screens):
    complaints, _ = visited(browser, screens["address"])
    assert complaints == []


@pytest.mark.parametrize("path", FILES.values(), ids=FILES)
def test_a_changed_file_is_refused(browser, screens, path):
    complaints, ran = visited(browser, screens["address"], path, changed)
    assert not ran
    assert any("integrity" in text for text in complaints)


def test_the_change_would_be_noticed(browser, screens):
    """The same change in a page that has no hashes."""
    with browser.new_context() as context:
        page = context.new_page()

        def give(route):
            answer = route.fetch()
            route.fulfill(response=answer, body=changed(answer.text(), "js/pages/start.js"))

        hashes_left_out(page)
        page.route(re.compile("js/pages/start"), give)
        page.goto(f"{screens['address']}/help", wait_until="networkidle")
        assert page.evaluate(f"document.documentElement.hasAttribute('{MARK}')")


def test_a_script_without_a_hash_does_not_run(browser, screens):
    """Integrity-Policy: what somebody puts into a page without a hash is not even fetched."""
    with browser.new_context() as context:
        page = context.new_page()
        address = screens["address"]

        def more(route):
            answer = route.fetch()
            script = '<script type="module" src="/static/js/pages/copy.js"></script></body>'
            route.fulfill(response=answer, body=answer.text().replace("</body>", script))

        fetched = []
        page.on("requestfinished", lambda request: fetched.append(request.url))
        page.route(f"{address}/help", more)
        page.goto(f"{address}/help", wait_until="networkidle")
        assert not any(url.endswith("copy.js") for url in fetched)
