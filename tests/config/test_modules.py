"""Which modules a page asks browsers to fetch ahead."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from config.modules import integrity, modules_needed

STATIC = Path(settings.BASE_DIR) / "static"
PAGES = {
    "ballots/booth.html": ("js/booth", {"js/booth/main.js", "js/booth/worker.js"}),
    "tally/check.html": (
        "js/checker",
        {"js/checker/main.js", "js/checker/record-worker.js", "js/checker/judge-worker.js"},
    ),
    "voting/key_holder.html": (
        "js/trustee",
        {"js/trustee/main.js", "js/trustee/worker.js", "js/trustee/count-worker.js"},
    ),
}


@pytest.fixture
def write(tmp_path, settings):
    """Modules in a folder of the test's own, by path and text."""
    settings.BASE_DIR = tmp_path
    modules_needed.cache_clear()
    integrity.cache_clear()

    def write(**sources):
        for name, source in sources.items():
            file = tmp_path / "static" / "js" / f"{name.replace('_', '/')}.js"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(source)

    yield write
    modules_needed.cache_clear()
    integrity.cache_clear()


def shown(text):
    template = engines["django"].from_string("{% load modules %}" + text)
    return re.findall(r'<link rel="modulepreload" href="([^"]*)" integrity', template.render({}))


def test_all_that_is_needed_is_linked_once_and_the_entries_are_not(write):
    write(
        main='import { b } from "./b.js";\nimport("./later.js").then((late) => late.run());',
        worker='import "../js/deep/d.js";\nimport { b } from "./b.js";',
        b='export { d } from "./deep/d.js";',
        deep_d="export const d = 1;",
        later="",
        unneeded="",
    )
    links = shown('{% module_preloads "js/main.js" "js/worker.js" %}')
    assert links == ["/static/js/b.js", "/static/js/deep/d.js", "/static/js/later.js"]


def test_modules_that_need_each_other_come_to_an_end(write):
    write(a='import "./b.js";', b='import "./a.js";')
    assert shown('{% module_preloads "js/a.js" %}') == ["/static/js/b.js"]


def test_what_comments_say_is_not_needed(write):
    write(
        a='/**\n * @typedef {import("./b.js").B} B\n * import "./c.js";\n */\n// import "./d.js";\n'
    )
    assert shown('{% module_preloads "js/a.js" %}') == []


def test_a_module_that_is_missing_is_found_out(write):
    write(a='import "./gone.js";')
    with pytest.raises(FileNotFoundError):
        modules_needed(("js/a.js",))


@pytest.mark.parametrize("page", PAGES)
def test_the_apps_fetch_all_of_their_files_ahead(page):
    folder, entries = PAGES[page]
    files = {path.relative_to(STATIC).as_posix() for path in (STATIC / folder).rglob("*.js")}
    source = (Path(settings.BASE_DIR) / "templates" / page).read_text()
    (tag,) = re.findall(r"{% module_preloads ([^%]*) %}", source)
    links = {link.removeprefix("/static/") for link in shown("{% module_preloads " + tag + " %}")}
    assert set(re.findall(r'"([^"]*)"', tag)) == entries
    assert files - links == entries
    assert all((STATIC / link).is_file() for link in links)
