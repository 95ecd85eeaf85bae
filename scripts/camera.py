"""A product run for pictures, the links it prints, and a page of one size to take them of."""

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

from playwright.sync_api import Browser, Page, expect

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / "docs" / "screens"
FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else SCREENS
PATIENCE = 60_000  # milliseconds
SIZES = {
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 1},
    "desktop": {"viewport": {"width": 1180, "height": 800}, "device_scale_factor": 1},
}
SECOND_STEP = re.compile(r"^Second step (\S+)$", re.MULTILINE)
LINK = re.compile(r"^(Voter +\d+|Official|Key holder|Observer) +(http\S+)$", re.MULTILINE)
KEPT = {
    "phone": {
        *("voter-start", "voter-question", "voter-check", "voter-test", "voter-received"),
        *("voter-receipt", "voter-promised", "voter-code"),
        *("voter-arabic", "voter-dark", "official-practice", "official-practised"),
        *("official-tasks", "observer-record", "observer-result"),
        *("key-holder-passphrase", "key-holder-drilled", "key-holder-unlocked"),
    },
    "desktop": {
        *("voter-several", "voter-check", "official-tasks", "official-voters-check"),
        *("official-watch", "official-count", "official-publish", "observer-record"),
        *("observer-acts", "observer-entry", "observer-result", "observer-download"),
        *("key-holder-start", "key-holder-check", "key-holder-rounds", "key-holder-drill"),
        *("key-holder-unlock", "official-key-holders", "official-waiting"),
        "observer-interface",
    },
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One of the two elections."""

    title: str
    voters: list[str]
    observer: str

    @property
    def address(self) -> str:
        return self.observer.removesuffix("/record/")


@dataclass(frozen=True, slots=True)
class Links:
    """Where each kind of person begins."""

    official: str
    official_code: str
    key_holder: str
    played: Shown
    joined: Shown

    def office(self, shown: Shown) -> str:
        """The official's pages of one election."""
        return f"{self.official.partition('sign-in')[0]}elections/{shown.address[-36:]}/"


class Camera:
    """A page of one size, and the pictures taken of it."""

    def __init__(self, page: Page, size: str) -> None:
        self.page = page
        self.size = size

    def open(self, address: str) -> None:
        self.page.goto(address)

    def see(self, heading: str) -> None:
        expect(self.page.locator("h1:visible")).to_contain_text(heading, timeout=PATIENCE)

    def take(self, name: str) -> None:
        """Take the page from its top, at most two screens of it."""
        if FOLDER == SCREENS and name not in KEPT[self.size]:
            return
        height = self.page.evaluate("document.documentElement.scrollHeight")
        size = self.page.viewport_size or {"width": 0, "height": 0}
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(height, 2 * size["height"])}
        self.page.screenshot(
            path=FOLDER / f"{name}-{self.size}.png",
            full_page=True,
            clip=clip,
            animations="disabled",
        )

    def confirm(self, title: str, button: str) -> None:
        """Type the title where a page asks for it, and do what cannot be undone."""
        self.page.get_by_label("Type the title of the election to confirm").fill(title)
        self.page.get_by_role("button", name=button, exact=True).click()


def pictures(cameras: list[Camera], address: str, heading: str, name: str) -> None:
    for camera in cameras:
        camera.open(address)
        camera.see(heading)
        camera.take(name)


@contextlib.contextmanager
def product() -> Iterator[Links]:
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
        if said.count("Observer  ") == 2:
            break
    found = LINK.findall(said)
    (official,) = (link for name, link in found if name == "Official")
    (key_holder,) = (link for name, link in found if name == "Key holder")
    played, joined = (link for name, link in found if name == "Observer")
    return Links(
        official=official,
        official_code=SECOND_STEP.findall(said)[0],
        key_holder=key_holder,
        played=_shown("Riverside library board", played, found),
        joined=_shown("Reading room hours", joined, found),
    )


def _shown(title: str, observer: str, found: list[tuple[str, str]]) -> Shown:
    page = observer.removesuffix("record/")
    voters = [link for name, link in found if name.startswith("Voter") and link.startswith(page)]
    return Shown(title, voters, observer)


@contextlib.contextmanager
def camera_of(browser: Browser, size: str, **look: str) -> Iterator[Camera]:
    """`look` names another language or colour scheme than English and light."""
    usual = {"locale": "en-GB", "color_scheme": "light"}
    context = browser.new_context(**SIZES[size], **(usual | look))
    context.set_default_timeout(PATIENCE)
    try:
        yield Camera(context.new_page(), size)
    finally:
        context.close()
