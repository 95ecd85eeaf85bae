"""The apps as single files: the browser's language at first, any other one without a network."""

import pytest

from voting.checker import checker_file
from voting.key_tool import key_tool_file

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]

FILES = {
    "checker": (checker_file, "Comprobar esta elección en su dispositivo"),
    "key-tool": (key_tool_file, "Herramienta de los custodios de llave"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_single_file_speaks_every_language(browser, tmp_path, name):
    make, heading = FILES[name]
    path = tmp_path / f"{name}.html"
    path.write_bytes(make())
    with browser.new_context(locale="es-MX", offline=True) as context:
        page = context.new_page()
        faults = []
        page.on("console", lambda message: faults.append(message.text))
        page.goto(path.as_uri())
        page.wait_for_selector("h1:visible")
        assert page.locator("h1:visible").inner_text() == heading
        assert page.evaluate("document.documentElement.lang") == "es"
        page.click("[data-language=ar]")
        assert page.evaluate("document.documentElement.dir") == "rtl"
        assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
        assert page.inner_text("footer [data-words=ownFile]").startswith("تعمل")
        page.click("[data-language=en]")
        assert page.evaluate("getComputedStyle(document.body).direction") == "ltr"
        assert faults == []
