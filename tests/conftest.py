"""What every room's tests need."""

import os
import shutil
from functools import cache

import hypothesis
import pytest
from playwright.sync_api import sync_playwright

from ballots import room
from board import public_files, signed_heads
from tests.board.append_only import flush_past_triggers  # noqa: F401  a fixture, by its name
from tests.chromium import launched
from tests.secret_file import SecretFile


@pytest.fixture(autouse=True)
def signed_heads_of_one_test(tmp_path_factory, monkeypatch):
    """Give each test its own memory of signed heads: the rows they speak of are rolled back."""
    monkeypatch.setattr(signed_heads, "folder", _made_when_asked_for(tmp_path_factory, "heads"))


@pytest.fixture(autouse=True)
def public_folder_of_one_test(tmp_path_factory, monkeypatch):
    """Give each test its own public folder, for the same reason."""
    folder = _made_when_asked_for(tmp_path_factory, "public")
    monkeypatch.setattr(public_files, "folder", folder)
    return folder


@pytest.fixture(autouse=True)
def queue_of_one_test():
    """What a process remembers of the queue's length is of rows that were rolled back."""
    room.sight.forget()


def _made_when_asked_for(tmp_path_factory, name):
    """A folder that most tests never need: making a numbered one reads all that are there."""
    return cache(lambda: tmp_path_factory.mktemp(name))


@pytest.fixture
def secret_file(tmp_path_factory, settings):
    """A secret file of the test's own that can be renewed; its first generation is the run's."""
    return SecretFile(tmp_path_factory.mktemp("secret") / "secret", settings)


@pytest.fixture(scope="session")
def driver():
    """What drives browsers. A process has one until it ends."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(driver):
    browser = launched(driver)
    yield browser
    browser.close()


hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") == "true" else "local")


def _is_on_its_own(item):
    """Tests that stay together in one process come first, so that none of them ends alone.

    The others, which are short, then fill what is left of every process.
    """
    return item.get_closest_marker("xdist_group") is None


def pytest_addoption(parser):
    parser.addoption(
        "--long", action="store_true", help="run the tests marked as long or slow as well"
    )


def pytest_collection_modifyitems(config, items):
    items.sort(key=_is_on_its_own)
    if shutil.which("chromium") is None and os.environ.get("CI") != "true":
        skipped = pytest.mark.skip(reason="chromium is not installed")
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(skipped)
    if config.getoption("--long"):
        return
    # What is slow is left to the full run, so that everybody runs the others often.
    left_out = {"long"} if os.environ.get("CI") == "true" else {"long", "slow"}
    dropped = {item for item in items if left_out & {mark.name for mark in item.iter_markers()}}
    config.hook.pytest_deselected(items=list(dropped))
    items[:] = [item for item in items if item not in dropped]
