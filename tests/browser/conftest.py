"""Pages to test, and the servers they come from."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def page(browser):
    """A page in a browser profile of its own."""
    with browser.new_context(viewport={"width": 1000, "height": 900}) as context:
        page = context.new_page()
        yield page
        # An answer that is on its way while the page closes is nobody's any more.
        page.unroute_all(behavior="ignoreErrors")


@pytest.fixture(scope="session")
def booth():
    """Address and elections of a server for voters, which runs until the tests end."""
    yield from served("tests.browser.booth_server")


@pytest.fixture(scope="session")
def key_server():
    """The same for key holders."""
    yield from served("tests.browser.key_server")


@pytest.fixture(scope="session")
def check_server():
    """The same for observers."""
    yield from served("tests.browser.check_server")


@pytest.fixture(scope="session")
def registrar_server():
    """The same for officials who make voter codes."""
    yield from served("tests.browser.registrar_server")


@pytest.fixture(scope="session")
def screens():
    """The same with an election at every stage, and the addresses of all pages."""
    yield from served("tests.browser.screen_server")


def served(module):
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        line = process.stdout.readline()
        yield json.loads(line)
        process.terminate()
