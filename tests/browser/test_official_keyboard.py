"""An official sets an election up without a mouse: from the first page to voting that is open."""

import pytest

from tests.browser.voters import press, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("screens")]

ROLL = b"name,email\nAda,ada@example.org\nBen,ben@example.org\n"
FOCUSED = "document.activeElement"


def words_of_focus(page):
    return page.evaluate(f"{FOCUSED}.textContent.replace(/\\s+/g, ' ').trim()")


def enter_on(page, words):
    """Tab to the link or button with these words, and press Enter."""
    for _ in range(120):
        if words in words_of_focus(page) and page.evaluate(f"{FOCUSED}.matches('a, button')"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {words}")


def typed_into(page, identifier, text):
    tab_to(page, identifier)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(text)


def arrives(page, heading):
    page.wait_for_selector(f"h1:has-text('{heading}')")
    # Scripts that make more of a form have run.
    page.wait_for_load_state()


def field(page, name):
    return page.locator(f"main [name={name}]").first.get_attribute("id")


def test_an_election_is_set_up_with_the_keyboard_alone(page, screens):
    page.context.add_cookies([{**screens["session"], "url": screens["address"]}])
    page.goto(f"{screens['address']}/officials/")
    enter_on(page, "Set up an election")
    arrives(page, "Set up an election")
    typed_into(page, field(page, "title"), "Garden club")
    enter_on(page, "Save and continue")
    arrives(page, "Garden club")
    home = page.url
    enter_on(page, "Write the questions")
    arrives(page, "Write the questions")
    enter_on(page, "Add a question")
    arrives(page, "Add a question")
    typed_into(page, field(page, "title"), "Who waters the plants?")
    typed_into(page, field(page, "options"), "Ada\nBen")
    press(page, field(page, "kind"), "Space")
    typed_into(page, field(page, "most"), "1")
    enter_on(page, "Save the question")
    arrives(page, "Write the questions")
    assert "Who waters the plants?" in page.inner_text("main")
    enter_on(page, "See what voters see")
    page.wait_for_selector("#option-1-1")
    enter_on(page, "Leave practice")
    arrives(page, "Write the questions")
    enter_on(page, "Back to the task list")
    arrives(page, "Garden club")
    assert page.url == home
    add_voters(page)
    add_key_holder(page)


def add_voters(page):
    enter_on(page, "Add voters")
    arrives(page, "Add voters")
    # What opens from here on is a window of the system's own.
    file = field(page, "file")
    tab_to(page, file)
    page.set_input_files(f"#{file}", {"name": "voters.csv", "mimeType": "text/csv", "buffer": ROLL})
    enter_on(page, "Check this file")
    arrives(page, "Check 2 voters")
    enter_on(page, "Add 2 voters")
    page.wait_for_selector("table >> text=ben@example.org")
    enter_on(page, "Back to the task list")
    arrives(page, "Garden club")


def add_key_holder(page):
    enter_on(page, "Choose key holders")
    arrives(page, "Key holders")
    typed_into(page, field(page, "name"), "Priya")
    typed_into(page, field(page, "email"), "priya@example.org")
    enter_on(page, "Add key holder")
    page.wait_for_selector("td:has-text('Priya'), dt:has-text('Priya'), th:has-text('Priya')")


def test_what_cannot_be_undone_is_done_with_the_keyboard_alone(page, screens):
    """Each by typing the election's title: freeze, open and close."""
    page.context.add_cookies([{**screens["session"], "url": screens["address"]}])
    slug = screens["elections"]["by hand"]
    page.goto(f"{screens['address']}/officials/elections/{slug}/")
    for step, heading, button in (
        ("Check and freeze", "Freeze the election?", "Freeze the election"),
        ("Open voting", "Open voting", "Open voting now"),
        ("Close voting", "Close voting now?", "Close voting"),
    ):
        enter_on(page, step)
        arrives(page, heading)
        typed_into(page, field(page, "typed"), "Riverside board election")
        with page.expect_navigation():
            enter_on(page, button)
        page.goto(f"{screens['address']}/officials/elections/{slug}/")
    election = page.request.get(f"{screens['address']}/api/v1/elections/{slug}/").json()
    assert election["state"] in {"closed", "counting", "counted"}
