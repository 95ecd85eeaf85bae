"""One whole election, played by a cast of people in browsers and at command lines."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.election import ballot_paper as paper
from tests.election import official, voter
from tests.election.key_holders import KeyHolder, all_do
from tests.election.people import Evidence, person
from tests.election.product import Product
from tests.election.witnesses import WitnessProgram

NETWORKS = {"Ada": "203.0.113.71", "Ben": "203.0.113.72", "Cyd": "2001:db8:71::72"}
"""Where each voter votes from; one server in front of the product says so."""


@dataclass
class Story:
    """What happened, and what everybody still holds when it is over."""

    product: Product
    witnesses: list[WitnessProgram]
    folder: Path
    sign_in_token: str = ""
    election: str = ""
    home: str = ""
    codes: dict[str, str] = field(default_factory=dict)  # by email address
    holders: list[KeyHolder] = field(default_factory=list)
    evidence: dict[str, Evidence] = field(default_factory=dict)  # by person
    trackers: dict[str, str] = field(default_factory=dict)  # by ballot
    lookups: dict[str, str] = field(default_factory=dict)  # by ballot
    receipts: dict[str, str] = field(default_factory=dict)  # by person
    held: str = ""
    draws: list[str] = field(default_factory=list)
    broker: dict[str, bytes] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    totals: dict[str, dict[str, int]] = field(default_factory=dict)  # by question and option
    record_page: str = ""
    record: Path = Path()
    verifier_status: int = -1
    verifier_report: str = ""

    def evidence_of(self, name):
        return self.evidence.setdefault(name, Evidence())


def play(product, witnesses, folder, browser):
    story = Story(product, witnesses, folder)
    with (
        person(browser, product.url, story.evidence_of("Olga")) as olga,
        person(browser, product.url, story.evidence_of("Nils")) as nils,
    ):
        _prepare(story, olga, nils)
        _vote(story, browser)
        _count(story, olga, nils)
    with person(browser, product.url, story.evidence_of("Otto")) as otto:
        _check(story, otto)
    _verify(story)
    return story


def _prepare(story, olga, nils):
    place = story.product.place
    story.sign_in_token = official.sign_in(olga, place)
    story.home = official.create(olga)
    story.election = re.search(r"[0-9a-f-]{36}", story.home)[0]
    official.write_questions(olga, story.home)
    official.add_voters(olga, story.home, story.folder)
    links = official.add_key_holders(olga, story.home, place)
    for name, link in links.items():
        folder = story.folder / name
        folder.mkdir()
        story.holders.append(KeyHolder(name, link, folder, f"{name} keeps these words alone"))
    for command in ("key", "confirm", "drill"):
        story.said += all_do(story.holders, command)
    story.codes = official.send_codes(olga, story.home, place)
    official.join(nils, place, story.election)
    official.freeze(olga, nils, story.home)
    official.open_voting(olga, nils, story.home)


def _vote(story, browser):
    with _voter(story, browser, "Ada") as ada:
        _ada_tests_first(story, ada)
    # Two of three are enough, so nobody notices.
    story.witnesses[2].kill()
    with _voter(story, browser, "Ben") as ben:
        _ben_votes_twice(story, ben)
    with _voter(story, browser, "Cyd") as cyd:
        _cyd_types_the_code(story, cyd)


def _voter(story, browser, name):
    return person(browser, story.product.url, story.evidence_of(name), NETWORKS[name])


def _ada_tests_first(story, ada):
    voter.open_link(ada, _voting_link(story, "ada@example.org"))
    voter.note_draws(ada)
    ada.press("Continue")
    story.trackers["Ada's test"] = voter.choose(ada, paper.ADA_TESTS)
    story.held = voter.test_ballot(ada)
    story.trackers["Ada"] = voter.change(ada, 1, paper.ADA[0])
    story.draws = voter.noted_draws(ada)
    with (
        story.product.broker_overheard() as story.broker,
        ada.page.expect_response(lambda answer: answer.url.endswith("/ballots")),
    ):
        ada.page.locator("#send-ballot").click()
    ada.sees(voter.RECEIVED)
    assert ada.page.locator("#ballot-code").inner_text() == story.trackers["Ada"]
    _keep_receipt(story, "Ada", ada)
    voter.finish(ada)
    _look_up(story, ada, "Ada", "Ada's test")


def _ben_votes_twice(story, ben):
    voter.enter_by_link(ben, _voting_link(story, "ben@example.org"))
    story.trackers["Ben's first"] = voter.choose(ben, paper.BEN_FIRST)
    assert voter.send(ben) == story.trackers["Ben's first"]
    ben.page.locator("#vote-again").click()
    story.trackers["Ben"] = voter.choose(ben, paper.BEN)
    assert voter.send(ben) == story.trackers["Ben"]
    _keep_receipt(story, "Ben", ben)
    voter.finish(ben)
    _look_up(story, ben, "Ben", "Ben's first")


def _cyd_types_the_code(story, cyd):
    voter.enter_by_code(cyd, story.election, story.codes["cyd@example.org"])
    story.trackers["Cyd"] = voter.choose(cyd, paper.CYD)
    voter.send(cyd)
    _keep_receipt(story, "Cyd", cyd)
    voter.finish(cyd)
    _look_up(story, cyd, "Cyd")
    story.lookups["nobody"] = voter.look_up(cyd, story.election, "0000-0000-0000-0000-0000")


def _count(story, olga, nils):
    official.close(olga, nils, story.home)
    story.said += all_do(story.holders[:2], "unlock")
    official.watch_the_count(olga, story.home)
    official.publish(olga, nils, story.home)


def _check(story, otto):
    """An observer reads the result, downloads the record and looks around."""
    otto.open("/", "Elections")
    otto.open(f"/e/{story.election}/", paper.TITLE)
    otto.open(f"/e/{story.election}/result", f"Result: {paper.TITLE}")
    for table in otto.page.get_by_role("table").all():
        title = table.locator("caption").inner_text()
        names = table.locator("tbody th").all_inner_texts()
        votes = table.locator("tbody td:last-child").all_inner_texts()
        story.totals[title] = {
            name.splitlines()[0].strip(): int(count)
            for name, count in zip(names, votes, strict=True)
        }
    otto.open(f"/e/{story.election}/record/", "Public record")
    story.record_page = otto.page.inner_text("main")
    otto.open(f"/e/{story.election}/download", "Download everything")
    story.record = otto.download(
        story.folder,
        lambda: otto.page.get_by_role("button", name=re.compile("Download the record")).click(),
    )


def _verify(story):
    done = story.product.place.run("-m", "verifier", story.record, "--no-progress")
    story.verifier_status, story.verifier_report = done.returncode, done.stdout + done.stderr


def _voting_link(story, address):
    return f"{story.product.url}/e/{story.election}/vote#{story.codes[address]}"


def _keep_receipt(story, name, somebody):
    story.receipts[name] = voter.save_receipt(somebody, story.folder).read_text("utf-8")


def _look_up(story, somebody, *ballots):
    for ballot in ballots:
        code = story.trackers[ballot]
        story.lookups[ballot] = voter.look_up(somebody, story.election, code)
