"""Five key holders with five browsers, of whom any three can open the count."""

import contextlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.browser.keepers import Keeper
from tests.browser.python_voters import PollingPlace
from tests.election import ballot_paper as paper
from tests.election import official
from tests.election.people import Evidence, person
from tests.election.product import Product

NAMES = ("Priya", "Tom", "Ana", "Kofi", "Mei")
NEEDED = 3
LEAVER = "Kofi"
LOST = ("Tom", "Mei")
VOTES = (paper.ADA, paper.BEN, paper.CYD)


@dataclass
class Story:
    """What happened, and what everybody still holds when it is over."""

    product: Product
    folder: Path
    election: str = ""
    home: str = ""
    codes: dict[str, str] = field(default_factory=dict)  # by email address
    holders: list[Keeper] = field(default_factory=list)
    evidence: dict[str, Evidence] = field(default_factory=dict)  # by person
    broker: dict[str, bytes] = field(default_factory=dict)
    waited_for: str = ""
    said: list[str] = field(default_factory=list)
    totals: dict[str, dict[str, int]] = field(default_factory=dict)
    record: Path = Path()
    verifier_status: int = -1
    verifier_report: str = ""

    def keeper(self, name):
        return next(holder for holder in self.holders if holder.name == name)

    @property
    def left(self):
        return [holder for holder in self.holders if holder.name not in LOST]


def play(product, folder, browser):
    story = Story(product, folder)
    with (
        person(browser, product.url, story.evidence.setdefault("Olga", Evidence())) as olga,
        person(browser, product.url, story.evidence.setdefault("Nils", Evidence())) as nils,
    ):
        _prepare(story, olga)
        _make_keys(story, browser)
        _drill(story, browser)
        _vote(story, olga, nils)
        _count(story, olga, nils, browser)
        _download(story, olga)
    done = product.place.run("-m", "verifier", story.record, "--no-progress")
    story.verifier_status, story.verifier_report = done.returncode, done.stdout + done.stderr
    return story


def _prepare(story, olga):
    place = story.product.place
    official.sign_in(olga, place)
    story.home = official.create(olga)
    story.election = re.search(r"[0-9a-f-]{36}", story.home)[0]
    official.write_questions(olga, story.home)
    official.add_voters(olga, story.home, story.folder)
    links = official.add_key_holders(olga, story.home, place, names=NAMES, needed=NEEDED)
    for name, link in links.items():
        folder = story.folder / name
        folder.mkdir()
        story.holders.append(
            Keeper(name, link, folder, f"{folder.name[:2]}: 7 otters climb violet")
        )


def _make_keys(story, browser):
    """One leaves as soon as their key is sent, and comes back with nothing but the file."""
    stayers = [holder for holder in story.holders if holder.name != LEAVER]
    with contextlib.ExitStack() as open_pages:
        with story.keeper(LEAVER).visit(browser) as visit:
            visit.make_key()
        visits = [open_pages.enter_context(holder.visit(browser)) for holder in stayers]
        for visit in visits:
            visit.make_key()
        waiting = visits[0].page.locator("#waiting-for")
        waiting.get_by_text(re.compile(rf"^Waiting for: {LEAVER}$")).wait_for(timeout=120_000)
        story.waited_for = waiting.inner_text()
        with story.keeper(LEAVER).visit(browser) as visit:
            visit.resume()
            for each in (visit, *visits):
                each.sees_rounds_end()


def _drill(story, browser):
    """Each from the file, with a profile that never saw the key. Messages wait meanwhile."""
    with story.product.broker_overheard() as story.broker:
        for holder in story.holders:
            with holder.visit(browser) as visit:
                visit.drill()


def _vote(story, olga, nils):
    story.codes = official.send_codes(olga, story.home, story.product.place)
    official.join(nils, story.product.place, story.election)
    official.freeze(olga, nils, story.home)
    official.open_voting(olga, nils, story.home)
    polls = PollingPlace(story.product.url, story.election)
    for address, votes in zip(paper.VOTERS.values(), VOTES, strict=True):
        polls.vote(story.codes[address], votes)


def _count(story, olga, nils, browser):
    for holder in story.holders:
        holder.secret()
    for name in LOST:
        story.keeper(name).key_file.unlink()
    official.close(olga, nils, story.home)
    for holder in story.left:
        with holder.visit(browser) as visit:
            story.said.append(visit.unlock())
    official.watch_the_count(olga, story.home)
    official.publish(olga, nils, story.home)


def _download(story, olga):
    olga.open(f"/e/{story.election}/result", f"Result: {paper.TITLE}")
    for table in olga.page.get_by_role("table").all():
        names = table.locator("tbody th").all_inner_texts()
        votes = table.locator("tbody td:last-child").all_inner_texts()
        story.totals[table.locator("caption").inner_text()] = {
            name.splitlines()[0].strip(): int(count)
            for name, count in zip(names, votes, strict=True)
        }
    olga.open(f"/e/{story.election}/download", "Download everything")
    button = olga.page.get_by_role("button", name=re.compile("Download the record"))
    story.record = olga.download(story.folder, button.click)
