"""What the official does on their pages, from the sign-in link to the published result."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
from playwright.sync_api import expect

from tests.election import ballot_paper as paper
from tests.election.people import PATIENCE
from tests.election.product import wait_until

OFFICIAL = "olga@example.org"
SECOND = "nils@example.org"
OPEN_FOR = timedelta(days=2)


def sign_in(olga, place, *, mail=OFFICIAL, name="Olga", election=""):
    """Use a one-time link and set a second step up. Returns the token that was in the link.

    The recovery codes are what is typed from then on, whenever the second step is asked for: the
    digits of an app work once, and nobody here wants to wait for the next.
    """
    more = ["--election", election] if election else []
    link = place.manage("official", mail, "--name", name, *more).stdout.strip()
    olga.page.goto(link)
    olga.sees("Your second step")
    olga.press("Set up a code app")
    olga.sees("Set up a code app")
    app = pyotp.TOTP(olga.page.locator("#secret").inner_text())
    olga.fill("The six digits that the app shows now", app.now())
    olga.press("Use this app")
    olga.sees("Your second step")
    olga.press("Make new recovery codes")
    olga.sees("Your recovery codes")
    olga.recovery_codes = olga.page.locator("#recovery-codes li").all_inner_texts()
    olga.follow("Go on to your elections")
    olga.sees("Your elections")
    return link.partition("#link=")[2]


def join(nils, place, election):
    """The second organiser is let in on the server, and signs in."""
    sign_in(nils, place, mail=SECOND, name="Nils", election=election)


def open_act(official, address, heading):
    """A page with an act that cannot be undone: it may ask for the second step first."""
    official.page.goto(address)
    if official.page.locator("h1:visible").inner_text() == "Second step":
        official.fill("Code", official.recovery_codes.pop())
        official.press("Continue")
    official.sees(heading)


def agree(second, home, heading):
    """The second of two looks at what was proposed, and agrees."""
    second.page.goto(home)
    look = second.page.get_by_role("link", name="Look at it", exact=True).first
    open_act(second, second.origin + look.get_attribute("href"), "Do you agree?")
    second.press("I agree, do it now")
    second.sees(heading)


def create(olga):
    """Fill in an election. Returns the address of its task list."""
    olga.press("Set up an election")
    olga.sees("Set up an election")
    now = datetime.now(UTC)
    olga.fill("Title", paper.TITLE)
    olga.fill("Voting opens (planned)", f"{now + timedelta(hours=1):%Y-%m-%dT%H:%M}")
    olga.fill("Voting closes (planned)", f"{now + OPEN_FOR:%Y-%m-%dT%H:%M}")
    olga.press("Save and continue")
    olga.sees(paper.TITLE)
    return olga.page.url


def write_questions(olga, home):
    olga.open(home, paper.TITLE)
    olga.follow("Write the questions")
    olga.sees("Write the questions")
    _add_question(
        olga, paper.CHAIR, paper.CHAIRS, {"kind": "Up to a number of options, or none", "most": 1}
    )
    _add_question(
        olga,
        paper.EVENINGS,
        paper.EVENING_NAMES,
        {"kind": "Between two numbers of options", "most": 2, "fewest": 1},
    )
    _add_question(
        olga,
        paper.BOOKS,
        paper.BOOK_NAMES,
        {"kind": "Points: voters share out points over the options", "most": 5, "points": 3},
    )


def add_voters(olga, home, folder):
    """Upload a list with a fault in it, read about the fault, then upload the right one."""
    olga.open(home + "voters", "Add voters")
    _upload(olga, folder / "faulty.csv", paper.FAULTY_ROLL)
    olga.sees("Check 2 voters")
    fault = olga.page.get_by_role("row").filter(has_text="two @ signs")
    expect(fault.get_by_role("cell").first).to_have_text("3")
    olga.open(home + "voters", "Add voters")
    _upload(olga, folder / "voters.csv", paper.ROLL)
    olga.sees("Check 3 voters")
    olga.press("Add 3 voters")
    olga.sees("Add voters")


def send_codes(olga, home, place):
    """Have each voter sent a code. Returns the codes by email address."""
    olga.open(home + "voters/codes", "Make voter codes")
    olga.press("Send 3 links")
    olga.sees("Make voter codes")
    sent = olga.page.get_by_text("Links sent: 3.")
    wait_until(lambda: olga.page.reload() and sent.is_visible(), "three voting links sent")
    mails = [mail for mail in place.mails() if "/vote#" in mail.get_content()]
    return {mail["To"]: re.search(r"voter code:\s+(\S+)", mail.get_content())[1] for mail in mails}


def add_key_holders(olga, home, place, *, names=paper.KEY_HOLDERS, needed=2):
    """Add and invite the key holders. Returns their links by name."""
    olga.open(home + "key-holders", "Choose key holders")
    for name in names:
        olga.fill("Name", name)
        olga.fill("Email address", f"{name.lower()}@example.org")
        olga.press("Add key holder")
        olga.reads(f"{name.lower()}@example.org")
    olga.fill("How many of them must help to open the count?", str(needed))
    olga.press("Save")
    olga.reads(f"At least {needed} of {len(names)} must help")
    olga.press("Let key holders make their keys")
    olga.sees("Choose key holders")
    for number in range(1, len(names) + 1):
        olga.page.locator(f"form[action$='/key-holders/{number}/invite'] button").click()
        olga.sees("Choose key holders")

    def links():
        invites = [mail for mail in place.mails() if mail["Subject"].startswith("You are asked")]
        return {
            mail["To"]: re.search(r"http\S+/trustee/\S+", mail.get_content())[0] for mail in invites
        }

    wait_until(lambda: len(links()) == len(names), "every key holder invited")
    return {name: links()[f"{name.lower()}@example.org"] for name in names}


def freeze(olga, second, home):
    """Try a wrong title first: nothing happens."""
    second.open(home, paper.TITLE)
    open_act(olga, home + "freeze", "Freeze the election?")
    olga.fill("Type the title of the election to confirm", "Another election")
    olga.press("Freeze the election")
    olga.reads("This is not the title of this election")
    _confirm(olga, "Freeze the election")
    agree(second, home, paper.TITLE)


def open_voting(olga, second, home):
    open_act(olga, home + "open", "Open voting")
    _confirm(olga, "Open voting now")
    agree(second, home, paper.TITLE)


def close(olga, second, home):
    olga.open(home + "watch", "Voting is open")
    open_act(olga, home + "close", "Close voting now?")
    _confirm(olga, "Close voting")
    agree(second, home, "Count the votes")


def watch_the_count(olga, home):
    """Stay on the page of the count: it goes on by itself."""
    olga.open(home + "count", "Count the votes")
    go_on = olga.page.get_by_role("button", name="Go on to publishing")
    expect(go_on).to_be_visible(timeout=4 * PATIENCE)


def publish(olga, second, home):
    open_act(olga, home + "publish", "Publish the results?")
    _confirm(olga, "Publish results")
    agree(second, home, f"Result: {paper.TITLE}")


def _confirm(olga, button):
    olga.fill("Type the title of the election to confirm", paper.TITLE)
    olga.press(button)
    olga.sees("A second organiser has to agree")


def _add_question(olga, title, options, rules):
    olga.press("Add a question")
    olga.sees("Add a question")
    olga.fill("Question", title)
    olga.fill("Options, one on each line", "\n".join(options))
    olga.page.get_by_label(rules["kind"], exact=True).check()
    for name in rules.keys() - {"kind"}:
        olga.page.locator(f"[name={name}]").fill(str(rules[name]))
    olga.press("Save the question")
    olga.sees("Write the questions")


def _upload(olga, path, text):
    path.write_text(text, encoding="utf-8")
    olga.page.locator("input[type=file]").set_input_files(path)
    olga.press("Check this file")
