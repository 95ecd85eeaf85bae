"""Pictures of a key holder's way: key, rounds, drill and count, and what officials see of it.

The server plays the two other key holders.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from scripts.camera import PATIENCE, SIZES, Camera, Links, camera_of, pictures

SENTENCE = "quiet otter borrows seven lanterns"
ROUNDS = 4 * PATIENCE
LOOKS = 60
VOTES = (1, 3, 3)  # the option of each voter


def key_holder_screens(browser: Browser, officials: list[Camera], links: Links) -> None:
    """From the first visit to the unlock share. The cameras are of an official, signed in."""
    with tempfile.TemporaryDirectory(prefix="tabella-key-") as folder:
        with camera_of(browser, "desktop") as camera:
            file = _make_key(camera, links.key_holder, Path(folder))
            _drill(camera, file)
        _to_the_totals(browser, officials, links)
        with camera_of(browser, "desktop") as camera:
            _unlock(camera, links.key_holder, file)


def _make_key(camera: Camera, link: str, folder: Path) -> Path:
    """Until the rounds run. Returns the key file."""
    page = camera.page
    camera.open(link)
    camera.see("You are a key holder")
    _take(camera, "key-holder-start")
    page.click("#start")
    page.fill("#passphrase", SENTENCE)
    _take(camera, "key-holder-passphrase")
    with page.expect_download() as waiting:
        page.click("#make-key")
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    _give_key(page, "#check-key", file)
    expect(page.locator("#finish")).to_be_enabled()
    _take(camera, "key-holder-check")
    page.click("#finish")
    page.locator("#round-2").wait_for()
    _take(camera, "key-holder-rounds")
    return file


def _drill(camera: Camera, file: Path) -> None:
    page = camera.page
    page.wait_for_selector("#prove-key", timeout=ROUNDS)
    _take(camera, "key-holder-drill")
    _give_key(page, "#prove-key", file)
    page.wait_for_selector("#drill-done")
    _take(camera, "key-holder-drilled")


def _to_the_totals(browser: Browser, officials: list[Camera], links: Links) -> None:
    """The official freezes and opens, three people vote, the official closes."""
    title, office, desk = links.joined.title, links.office(links.joined), officials[0]
    _wait_for_drills(desk, office + "freeze")
    for step, heading, button in (
        ("freeze", "Freeze the election?", "Freeze the election"),
        ("open", "Open voting", "Open voting now"),
    ):
        desk.open(office + step)
        desk.see(heading)
        desk.confirm(title, button)
        desk.see(title)
    pictures(officials, office + "key-holders", "Key holders", "official-key-holders")
    for code, option in zip(links.joined.voters, VOTES, strict=True):
        _vote(browser, code, option)
    desk.open(office + "close")
    desk.confirm(title, "Close voting")
    desk.see("Count the votes")
    expect(desk.page.locator("main")).to_contain_text("0 of 2", timeout=PATIENCE)
    pictures(officials, office + "count", "Count the votes", "official-waiting")


def _wait_for_drills(desk: Camera, address: str) -> None:
    """Until the others have tried their keys out, too, the page says what is missing."""
    for _ in range(LOOKS):
        desk.open(address)
        if desk.page.get_by_role("heading", name="Freeze the election?").is_visible():
            return
        desk.page.wait_for_timeout(1000)
    raise TimeoutError("the key holders' drills are not on the record")


def _vote(browser: Browser, link: str, option: int) -> None:
    with camera_of(browser, "desktop") as camera:
        camera.open(link)
        camera.see("Confirm who you are")
        camera.page.locator("#continue").click()
        camera.page.locator(f"#option-1-{option}").check()
        camera.page.locator("#continue").click()
        expect(camera.page.locator("#send-ballot")).to_be_enabled()
        camera.page.locator("#send-ballot").click()
        camera.see("We received your ballot")


def _unlock(camera: Camera, link: str, file: Path) -> None:
    page = camera.page
    camera.open(link)
    page.wait_for_selector("#unlock")
    _take(camera, "key-holder-unlock")
    _give_key(page, "#unlock", file)
    expect(page.locator("#unlocked")).to_contain_text("needed shares are in")
    _take(camera, "key-holder-unlocked")


def _give_key(page: Page, button: str, file: Path) -> None:
    page.wait_for_selector(f"{button}:not([disabled])")
    page.set_input_files("#key-file", file)
    page.fill("#passphrase", SENTENCE)
    page.click(button)


def _take(camera: Camera, name: str) -> None:
    """The same page as on a phone and as on a desk: its key is open here only."""
    camera.page.mouse.move(0, 0)
    for size, form in SIZES.items():
        camera.page.set_viewport_size(form["viewport"])
        Camera(camera.page, size).take(name)
