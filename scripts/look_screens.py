"""Pictures of other looks: from right to left, in the dark, and of the booth for practice."""

from playwright.sync_api import Browser, expect

from scripts.camera import PATIENCE, SIZES, Camera, Links, camera_of


def look_screens(browser: Browser, desk: Camera, links: Links) -> None:
    """`desk` belongs to an official who is signed in, and leads to an election with questions."""
    _in_arabic(browser, links.played.voters[0])
    _in_the_dark(browser, links.played.voters[0])
    _practice(browser, desk, links)


def _in_arabic(browser: Browser, link: str) -> None:
    with camera_of(browser, "phone", locale="ar") as camera:
        camera.open(link)
        camera.page.locator("#continue").click()
        camera.page.locator("#option-1-1, #vote-again").first.wait_for()
        if camera.page.locator("#vote-again").count():
            camera.page.locator("#vote-again").click()
        camera.page.locator("#option-1-2").check()
        camera.take("voter-arabic")


def _in_the_dark(browser: Browser, link: str) -> None:
    with camera_of(browser, "phone", color_scheme="dark") as camera:
        camera.open(link.partition("/vote#")[0] + "/")
        camera.see("Vote in")
        camera.take("voter-dark")


def _practice(browser: Browser, desk: Camera, links: Links) -> None:
    state = desk.page.context.storage_state()
    context = browser.new_context(**SIZES["phone"], storage_state=state, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    camera = Camera(context.new_page(), "phone")
    camera.open(links.office(links.played) + "practice")
    camera.page.locator("#option-1-2").check()
    camera.take("official-practice")
    for _ in range(3):
        camera.page.locator("#continue").click()
    expect(camera.page.locator("#send-ballot")).to_be_enabled()
    camera.page.locator("#send-ballot").click()
    camera.see("That was practice")
    camera.take("official-practised")
    context.close()
