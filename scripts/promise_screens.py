"""Pictures of what only shows when something is late or missing: a promise, too few witnesses.

A product that works shows neither, so they are taken of the server of the booth's browser tests.
"""

import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, Route

from scripts.camera import ROOT, Camera, camera_of

STATUS = re.compile(r"/ballots/[0-9a-f]{64}$")
PROMISE = re.compile(r"/ballots/[0-9a-f]{64}/promise$")


def promise_screens(browser: Browser) -> None:
    with _server() as served, camera_of(browser, "phone") as camera:
        page = camera.page
        page.clock.install()
        _lock(camera, served)
        page.route(STATUS, lambda route: route.fulfill(json={"status": "waiting"}))
        with page.expect_response(STATUS):
            page.locator("#send-ballot").click()
        with page.expect_response(PROMISE):
            _later(page)
        camera.see("Your ballot is not in the public record yet")
        camera.take("voter-promised")
        page.unroute(STATUS)
        page.route(STATUS, _without_witnesses)
        _later(page)
        camera.see("We received your ballot")
        camera.take("voter-few-witnesses")


def _later(page: Page) -> None:
    """Past the ten seconds after which a promise is due, and the look-up that follows."""
    for seconds in (11, 5):
        page.clock.fast_forward(seconds * 1000)


def _without_witnesses(route: Route) -> None:
    answer = route.fetch()
    document = answer.json()
    document["receipt"] = document["receipt"].partition("\N{EM DASH} witness")[0]
    route.fulfill(response=answer, json=document)


def _lock(camera: Camera, served: dict) -> None:
    election, page = served["elections"]["witnessed"], camera.page
    camera.open(f"{served['address']}/e/{election['id']}/vote#{election['codes'][0]}")
    page.locator("#continue").click()
    page.locator("#option-1-1").check()
    page.locator("#continue").click()
    page.locator("#ballot-code").wait_for()


@contextlib.contextmanager
def _server() -> Iterator[dict]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.browser.booth_server"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield json.loads(process.stdout.readline() if process.stdout else "")
        finally:
            process.terminate()
