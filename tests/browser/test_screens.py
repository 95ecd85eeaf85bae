"""Every page of people and officials in every look; scripts draw some, which are elsewhere."""

import re
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import TimeoutError as NeverShown

from tests.browser.looks import LOOKS, check, looked_at
from tests.browser.screens import DRAWN_BY_SCRIPTS, FAULTS, NOT_PAGES, SCREENS

HERE = Path(__file__).resolve().parent
# The addresses below are described to programs, and tests hold them to that description.
PROGRAMS = re.compile("api/v1/.")


def names(patterns, before=""):
    """Names of all addresses but those of the programs' interface."""
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern) and not PROGRAMS.match(address):
            yield pattern.name


def test_no_page_is_forgotten():
    known = {screen.name for screen in SCREENS} | set(DRAWN_BY_SCRIPTS)
    others = set().union(*NOT_PAGES.values())
    assert not known & others
    assert known | others == set(names(get_resolver().url_patterns))


def test_no_screen_stands_twice():
    titles = [screen.title for screen in SCREENS]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("module", sorted(set(DRAWN_BY_SCRIPTS.values())))
def test_what_scripts_draw_is_looked_at_in_every_look(module):
    source = (HERE / f"{module}.py").read_text(encoding="utf-8")
    assert "from tests.browser.looks import LOOKS, check, looked_at\n" in source


def test_every_fault_has_its_page():
    templates = HERE.parents[1] / "templates"
    assert sorted(path.stem for path in templates.glob("[45]*.html")) == sorted(FAULTS)


@pytest.mark.browser
@pytest.mark.xdist_group("screens")
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("is_public", [True, False], ids=["public", "officials"])
def test_every_page_in_every_look(browser, screens, look, is_public):
    with looked_at(browser, LOOKS[look]) as context:
        page = context.new_page()
        if not is_public:
            context.add_cookies([{**screens["session"], "url": screens["address"]}])
        faults = []
        for screen in SCREENS:
            if screen.is_public == is_public:
                faults += looked_through(page, screens, screen)
    assert not faults, "\n".join(faults)


def looked_through(page, screens, screen):
    """What is wrong with a screen, and with the same one after its form was sent empty."""
    try:
        page.goto(screens["address"] + screens["screens"][screen.title])
        check(page)
        if screen.wrong:
            page.locator("main form button[type=submit]").last.click()
            page.wait_for_selector(".govuk-error-summary", timeout=5000)
            check(page)
            assert page.title().startswith(("Error: ", "خطأ: "))
    except (AssertionError, NeverShown) as error:
        return [f"{screen.title}: {error}"]
    return []


@pytest.mark.browser
@pytest.mark.xdist_group("screens")
@pytest.mark.parametrize("look", LOOKS)
def test_every_fault_in_every_look(browser, screens, look):
    with looked_at(browser, LOOKS[look]) as context:
        page = context.new_page()
        for fault in FAULTS:
            page.goto(f"{screens['address']}/fault/{fault}")
            check(page)


FAULTY = """<html lang="en"><head><title>Faulty</title></head><body><main><h1>Faulty</h1>
<p style="color: #bbb; background: #fff">Hardly to be read</p><img src="data:,">
<div><a href="#a" style="font-size: 8px">a</a><br><a href="#b" style="font-size: 8px">b</a></div>
</main></body></html>"""


@pytest.mark.browser
@pytest.mark.xdist_group("screens")
@pytest.mark.parametrize("rule", ["color-contrast", "image-alt", "target-size"])
def test_what_is_wrong_is_found(browser, rule):
    with looked_at(browser, LOOKS["light"]) as context:
        page = context.new_page()
        page.set_content(FAULTY)
        with pytest.raises(AssertionError, match=rule):
            check(page)


@pytest.mark.browser
@pytest.mark.xdist_group("screens")
def test_what_does_not_fit_at_twice_the_size_is_found(browser):
    with looked_at(browser, LOOKS["large text"]) as context:
        page = context.new_page()
        page.set_content(
            '<html lang="en"><title>Wide</title><main><h1>Wide</h1>'
            '<p style="width: 30rem">Half of a narrow screen</p></main></html>'
        )
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        with pytest.raises(AssertionError, match="wider"):
            check(page)
