"""Take the pictures of docs/screens from a demonstration that is run for them.

    python -m scripts.make_screens [folder]

A product in a temporary folder is started, a few people vote, the official closes and publishes.
Given a folder, it gets a picture of every page, as on a phone and as on a desk; docs/screens keeps
the telling ones.
"""

from playwright.sync_api import Browser, expect, sync_playwright

from scripts.camera import FOLDER, PATIENCE, SIZES, Camera, Links, camera_of, pictures, product
from scripts.key_holder_screens import key_holder_screens
from scripts.look_screens import look_screens
from scripts.promise_screens import promise_screens

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
# For each voter: the option of the first question, those of the second, points of the third.
VOTES = [
    (1, (1, 3), (4, 6, 0, 0)),
    (2, (2, 3), (0, 10, 0, 0)),
    (2, (3, 4), (3, 3, 2, 2)),
    (3, (1,), (5, 0, 5, 0)),
    (2, (3, 5), (1, 2, 3, 4)),
]


def main() -> None:
    expect.set_options(timeout=PATIENCE)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with product() as links, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for place, size in enumerate(SIZES):
            _voter(browser, size, links.played.voters[place], VOTES[place])
        for code, votes in zip(links.played.voters[2:5], VOTES[2:], strict=True):
            with camera_of(browser, "desktop") as camera:
                _lock(camera, code, votes)
                camera.page.locator("#send-ballot").click()
                camera.see("We received your ballot")
        _official(browser, links)
        for size in SIZES:
            _observer(browser, size, links)
        promise_screens(browser)
        browser.close()


def _voter(browser: Browser, size: str, link: str, votes: tuple[int, tuple, tuple]) -> None:
    with camera_of(browser, size) as camera:
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
        camera.page.evaluate("document.getElementById('check-code-qr').decode()")
        camera.take("voter-received")
        _receipt(camera)
        code = camera.page.locator("#ballot-code").inner_text()
        camera.page.locator("#finish").click()
        camera.open(link.partition("/vote#")[0] + f"/code?code={code}")
        expect(camera.page.locator("#device-check")).to_have_attribute("data-outcome", "good")
        camera.take("voter-code")


def _receipt(camera: Camera) -> None:
    """The file that the booth saves, as a browser shows it."""
    with camera.page.expect_download() as waiting:
        camera.page.locator("#save-receipt").click()
    page = camera.page.context.new_page()
    page.set_content(waiting.value.path().read_text(encoding="utf-8"))
    Camera(page, camera.size).take("voter-receipt")
    page.close()


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
    with camera_of(browser, "desktop") as desk:
        desk.open(links.official)
        desk.see("Second step")
        desk.page.locator("[name=code]").fill(links.official_code)
        desk.page.get_by_role("button", name="Continue").click()
        desk.see("Your elections")
        state = desk.page.context.storage_state()
        context = browser.new_context(**SIZES["phone"], storage_state=state, locale="en-GB")
        context.set_default_timeout(PATIENCE)
        cameras = [desk, Camera(context.new_page(), "phone")]
        home = links.office(links.played)
        pictures(cameras, home, links.played.title, "official-tasks")
        pictures(cameras, home + "key-holders", "Key holders", "official-key-holders")
        pictures(cameras, home + "watch", "Voting is open", "official-watch")
        pictures(cameras, home + "close", "Close voting now?", "official-close")
        look_screens(browser, desk, links)
        _draft(cameras, links)
        desk.open(home + "close")
        desk.confirm(links.played.title, "Close voting")
        desk.see("Count the votes")
        expect(desk.page.get_by_role("button", name="Go on to publishing")).to_be_visible()
        pictures(cameras, home + "count", "Count the votes", "official-count")
        pictures(cameras, home + "publish", "Publish the results?", "official-publish")
        desk.open(home + "publish")
        desk.confirm(links.played.title, "Publish results")
        desk.see("Result")
        key_holder_screens(browser, cameras, links)
        context.close()


def _draft(cameras: list[Camera], links: Links) -> None:
    """An election that is being set up, with a faulty list of voters."""
    desk = cameras[0]
    officials = links.official.partition("sign-in")[0]
    pictures(cameras, officials + "elections/new", "Set up an election", "official-new")
    desk.open(officials + "elections/new")
    desk.page.locator("[name=title]").fill("Allotment society committee")
    desk.page.get_by_role("button", name="Save and continue").click()
    desk.see("Allotment society committee")
    home = desk.page.url
    pictures(cameras, home, "Allotment society committee", "official-draft")
    pictures(cameras, home + "questions/new", "Add a question", "official-question")
    pictures(cameras, home + "voters", "Add voters", "official-voters")
    roll = "name,email\nAda Okafor,ada@example.org\nBen Sørensen,ben@@example.org\n"
    desk.page.locator("input[type=file]").set_input_files(
        {"name": "voters.csv", "mimeType": "text/csv", "buffer": roll.encode()}
    )
    desk.page.get_by_role("button", name="Check this file").click()
    desk.see("Check 2 voters")
    pictures(cameras, desk.page.url, "Check 2 voters", "official-voters-check")
    pictures(cameras, home + "freeze", "Check and freeze", "official-freeze")


def _observer(browser: Browser, size: str, links: Links) -> None:
    site = links.played.address.partition("/e/")[0]
    with camera_of(browser, size) as camera:
        for name, address, heading in (
            ("home", f"{site}/", ""),
            ("help", f"{site}/help", ""),
            ("how", f"{site}/help/how-this-works", ""),
            ("record", links.played.observer, "Public record"),
            ("acts", f"{links.played.observer}acts", "What the organisers did"),
            ("result", f"{links.played.address}/result", "Result"),
            ("download", f"{links.played.address}/download", "Download everything"),
            ("interface", f"{site}/api/v1/", "The interface for programs"),
        ):
            camera.open(address)
            camera.see(heading)
            camera.take(f"observer-{name}")
        camera.open(f"{links.played.observer}20")
        expect(camera.page.locator("#proof-check")).to_have_attribute("data-outcome", "good")
        camera.take("observer-entry")


if __name__ == "__main__":
    main()
