"""Take the pictures of docs/screens from a demonstration that is run for them.

    python -m scripts.make_screens [folder]

A product in a temporary folder is started, a few people vote, the official closes and publishes.
Given a folder, it gets a picture of every page, as on a phone and as on a desk; docs/screens keeps
the telling ones.
"""

import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / "docs" / "screens"
FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else SCREENS
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
PATIENCE = 60_000  # milliseconds
SIZES = {
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 1},
    "desktop": {"viewport": {"width": 1180, "height": 800}, "device_scale_factor": 1},
}
TITLE = "Riverside library board"
LINK = re.compile(r"^(Voter +\d+|Official|Key holder|Observer) +(http\S+)$", re.MULTILINE)
KEPT = {
    "phone": {
        *("voter-start", "voter-question", "voter-check", "voter-test", "voter-received"),
        *("voter-code", "official-tasks", "observer-record", "observer-result"),
    },
    "desktop": {
        *("voter-several", "voter-check", "official-tasks", "official-voters-check"),
        *("official-watch", "official-count", "official-publish", "observer-record"),
        *("observer-result", "observer-download", "observer-key-holder"),
    },
}
# For each voter: the option of the first question, those of the second, points of the third.
VOTES = [
    (1, (1, 3), (4, 6, 0, 0)),
    (2, (2, 3), (0, 10, 0, 0)),
    (2, (3, 4), (3, 3, 2, 2)),
    (3, (1,), (5, 0, 5, 0)),
    (2, (3, 5), (1, 2, 3, 4)),
]


@dataclass(frozen=True, slots=True)
class Links:
    """Where each kind of person begins."""

    voters: list[str]
    official: str
    key_holder: str
    observer: str

    @property
    def election(self) -> str:
        return self.observer.removesuffix("/record/")


class Camera:
    """A page of one size, and the pictures taken of it."""

    def __init__(self, page: Page, size: str) -> None:
        self.page = page
        self._size = size

    def open(self, address: str) -> None:
        self.page.goto(address)

    def see(self, heading: str) -> None:
        expect(self.page.locator("h1:visible")).to_contain_text(heading, timeout=PATIENCE)

    def take(self, name: str) -> None:
        """Take the page from its top, at most two screens of it."""
        if FOLDER == SCREENS and name not in KEPT[self._size]:
            return
        height = self.page.evaluate("document.documentElement.scrollHeight")
        size = self.page.viewport_size or {"width": 0, "height": 0}
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(height, 2 * size["height"])}
        self.page.screenshot(
            path=FOLDER / f"{name}-{self._size}.png",
            full_page=True,
            clip=clip,
            animations="disabled",
        )


def main() -> None:
    expect.set_options(timeout=PATIENCE)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _product() as links, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for place, size in enumerate(SIZES):
            _voter(browser, size, links.voters[place], VOTES[place])
        for code, votes in zip(links.voters[2:5], VOTES[2:], strict=True):
            with _camera(browser, "desktop") as camera:
                _lock(camera, code, votes)
                camera.page.locator("#send-ballot").click()
                camera.see("We received your ballot")
        _official(browser, links)
        for size in SIZES:
            _observer(browser, size, links)
        browser.close()


@contextlib.contextmanager
def _product() -> Iterator[Links]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="tabella-screens-") as folder:
        environment = os.environ | {
            "TABELLA_VAR": folder,
            "TABELLA_URL": f"http://127.0.0.1:{port}",
            "PYTHONUNBUFFERED": "1",
        }
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield _links(process)
        finally:
            process.terminate()
            process.communicate()


def _links(process: subprocess.Popen[str]) -> Links:
    said = ""
    for line in process.stdout or ():
        said += line
        if line.startswith("Observer"):
            break
    found = LINK.findall(said)
    return Links(
        voters=[link for name, link in found if name.startswith("Voter")],
        **{name.lower().replace(" ", "_"): link for name, link in found if "Voter" not in name},
    )


@contextlib.contextmanager
def _camera(browser: Browser, size: str) -> Iterator[Camera]:
    context = browser.new_context(**SIZES[size], locale="en-GB", color_scheme="light")
    context.set_default_timeout(PATIENCE)
    try:
        yield Camera(context.new_page(), size)
    finally:
        context.close()


def _voter(browser: Browser, size: str, link: str, votes: tuple[int, tuple, tuple]) -> None:
    with _camera(browser, size) as camera:
        camera.open(link.partition("/vote#")[0] + "/")
        camera.see("Vote in")
        camera.take("voter-start")
        _lock(camera, link, votes, picture="voter")
        camera.take("voter-check")
        camera.page.locator("#test-ballot").click()
        camera.see("This was a test")
        camera.take("voter-test")
        camera.page.locator("#go-back-and-vote").click()
        expect(camera.page.locator("#send-ballot")).to_be_enabled()
        camera.page.locator("#send-ballot").click()
        camera.see("We received your ballot")
        camera.take("voter-received")
        code = camera.page.locator("#ballot-code").inner_text()
        camera.page.locator("#finish").click()
        camera.open(link.partition("/vote#")[0] + f"/code?code={code}")
        expect(camera.page.locator("#device-check")).to_have_attribute("data-outcome", "good")
        camera.take("voter-code")


def _lock(camera: Camera, link: str, votes: tuple[int, tuple, tuple], *, picture: str = "") -> None:
    """Answer the three questions, up to the page with the locked ballot."""
    page, (first, second, points) = camera.page, votes
    camera.open(link)
    camera.see("Confirm who you are")
    if picture:
        camera.take(f"{picture}-sign-in")
    page.locator("#continue").click()
    page.locator(f"#option-1-{first}").check()
    if picture:
        camera.take(f"{picture}-question")
    page.locator("#continue").click()
    for option in second:
        page.locator(f"#option-2-{option}").check()
    if picture:
        camera.take(f"{picture}-several")
    page.locator("#continue").click()
    for option, count in enumerate(points, start=1):
        page.locator(f"#option-3-{option}").select_option(str(count))
    if picture:
        camera.take(f"{picture}-points")
    page.locator("#continue").click()
    expect(page.locator("#send-ballot")).to_be_enabled()


def _official(browser: Browser, links: Links) -> None:
    """From signing in to the published result; both sizes are taken of every page."""
    with _camera(browser, "desktop") as desk:
        desk.open(links.official)
        desk.see("Your elections")
        state = desk.page.context.storage_state()
        context = browser.new_context(**SIZES["phone"], storage_state=state, locale="en-GB")
        context.set_default_timeout(PATIENCE)
        cameras = [desk, Camera(context.new_page(), "phone")]
        home = f"{links.official.partition('sign-in')[0]}elections/{links.election[-36:]}/"
        _pictures(cameras, home, TITLE, "official-tasks")
        _pictures(cameras, home + "key-holders", "Key holders", "official-key-holders")
        _pictures(cameras, home + "watch", "Voting is open", "official-watch")
        _pictures(cameras, home + "close", "Close voting now?", "official-close")
        _draft(cameras, links)
        desk.open(home + "close")
        _confirm(desk, "Close voting")
        desk.see("Count the votes")
        expect(desk.page.get_by_role("button", name="Go on to publishing")).to_be_visible()
        _pictures(cameras, home + "count", "Count the votes", "official-count")
        _pictures(cameras, home + "publish", "Publish the results?", "official-publish")
        desk.open(home + "publish")
        _confirm(desk, "Publish results")
        desk.see("Result")
        context.close()


def _draft(cameras: list[Camera], links: Links) -> None:
    """An election that is being set up, with a faulty list of voters."""
    desk = cameras[0]
    officials = links.official.partition("sign-in")[0]
    _pictures(cameras, officials + "elections/new", "Set up an election", "official-new")
    desk.open(officials + "elections/new")
    desk.page.locator("[name=title]").fill("Allotment society committee")
    desk.page.get_by_role("button", name="Save and continue").click()
    desk.see("Allotment society committee")
    home = desk.page.url
    _pictures(cameras, home, "Allotment society committee", "official-draft")
    _pictures(cameras, home + "questions/new", "Add a question", "official-question")
    _pictures(cameras, home + "voters", "Add voters", "official-voters")
    roll = "name,email\nAda Okafor,ada@example.org\nBen Sørensen,ben@@example.org\n"
    desk.page.locator("input[type=file]").set_input_files(
        {"name": "voters.csv", "mimeType": "text/csv", "buffer": roll.encode()}
    )
    desk.page.get_by_role("button", name="Check this file").click()
    desk.see("Check 2 voters")
    _pictures(cameras, desk.page.url, "Check 2 voters", "official-voters-check")
    _pictures(cameras, home + "freeze", "Check and freeze", "official-freeze")


def _pictures(cameras: list[Camera], address: str, heading: str, name: str) -> None:
    for camera in cameras:
        camera.open(address)
        camera.see(heading)
        camera.take(name)


def _confirm(camera: Camera, button: str) -> None:
    camera.page.get_by_label("Type the title of the election to confirm").fill(TITLE)
    camera.page.get_by_role("button", name=button, exact=True).click()


def _observer(browser: Browser, size: str, links: Links) -> None:
    site = links.election.partition("/e/")[0]
    with _camera(browser, size) as camera:
        for name, address, heading in (
            ("home", f"{site}/", ""),
            ("help", f"{site}/help", ""),
            ("how", f"{site}/help/how-this-works", ""),
            ("record", links.observer, "Public record"),
            ("result", f"{links.election}/result", "Result"),
            ("download", f"{links.election}/download", "Download everything"),
            ("entry", f"{links.observer}20", ""),
            ("key-holder", links.key_holder, ""),
        ):
            camera.open(address)
            camera.see(heading)
            camera.take(f"observer-{name}")


if __name__ == "__main__":
    main()
