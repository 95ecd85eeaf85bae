"""Five key holders with three programs: the page, the page as a file without network, Python's."""

import contextlib
import json
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.browser.keepers import Keeper
from tests.browser.mixed_paper import NAMES, OPTIONS, QUESTIONS, VOTERS
from tests.browser.offline_keeper import OfflineKeeper
from tests.browser.python_voters import PollingPlace
from tests.chromium import launched
from tests.election.key_holders import KeyHolder, all_do
from tests.election.product import COMMAND_SECONDS, Product, wait_until

AT_THE_PAGE, WITHOUT_NETWORK = "Priya", "Ana"
BALLOTS = [
    [[int(option in {voter, (voter + question) % OPTIONS}) for option in range(OPTIONS)]
     for question in range(QUESTIONS)]
    for voter in range(VOTERS)
]  # fmt: skip


@dataclass
class MixedStory:
    """What happened, and what everybody still holds when it is over."""

    product: Product
    folder: Path
    election: str = ""
    page: Keeper | None = None
    offline: OfflineKeeper | None = None
    python: list[KeyHolder] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    broker: dict[str, bytes] = field(default_factory=dict)
    said: str = ""
    published: dict = field(default_factory=dict)
    result: list[list[int]] = field(default_factory=list)
    record: Path = Path()
    verifier_status: int = -1
    verifier_report: str = ""

    @property
    def holders(self):
        return [self.page, self.offline, *self.python]

    @property
    def evidence(self):
        return {holder.name: holder.evidence for holder in (self.page, self.offline)}


@dataclass(frozen=True)
class Processor:
    """How much of the processor the pages of a browser have used."""

    browser: object
    seconds: dict[str, float]

    @contextlib.contextmanager
    def measured(self, name):
        """Note what is used until the block ends."""
        before = self._used()
        yield
        self.seconds[name] = self._used() - before

    def _used(self):
        session = self.browser.new_browser_cdp_session()
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
        session.detach()
        return sum(each["cpuTime"] for each in processes if each["type"] == "renderer")


def play(product, folder, driver):
    story = MixedStory(product, folder)
    _begin(story)
    # The page's browser is its own, so that nothing else is measured with it.
    with launched(driver) as browser, launched(driver) as without_network:
        _hold(story, browser, without_network)
    _publish(story)
    return story


def _begin(story):
    told = _official(story, "begin")
    story.election = told["id"]
    for name, link in zip(NAMES, told["links"], strict=True):
        folder = story.folder / name
        folder.mkdir()
        passphrase = f"{len(link)} otters climb violet hills"
        kind = {AT_THE_PAGE: Keeper, WITHOUT_NETWORK: OfflineKeeper}.get(name, KeyHolder)
        holder = kind(name, link, folder, passphrase)
        if kind is KeyHolder:
            story.python.append(holder)
        else:
            setattr(story, "page" if kind is Keeper else "offline", holder)
    story.offline.fetch_tool()
    story.published = json.loads(_read(story, "/api/v1/key-tool"))


def _hold(story, browser, without_network):
    processor = Processor(browser, story.seconds)
    _make_keys(story, browser, without_network, processor)
    _try_keys(story, browser, without_network, processor)
    polls = PollingPlace(story.product.url, story.election)
    for code, votes in zip(_official(story, "open", story.election), BALLOTS, strict=True):
        polls.vote(code, votes)
    _official(story, "close", story.election)
    wait_until(lambda: _count(story).get("has_totals"), "the locked totals")
    _unlock(story, browser, without_network, processor)


def _make_keys(story, browser, without_network, processor):
    all_do(story.python, "key")
    story.offline.make_key(without_network)
    with story.page.visit(browser) as visit:
        with processor.measured("making the key"):
            visit.make_key()
        with processor.measured("the rounds"):
            running = [holder.begin("confirm") for holder in story.python]
            for step in ("share", "confirm"):
                wait_until(lambda step=step: story.offline.step() == step, step)
                story.offline.use_key(without_network, "#open-key")
            visit.sees_rounds_end()
    for process in running:
        said, _ = process.communicate(timeout=COMMAND_SECONDS)
        assert process.returncode == 0, said


def _try_keys(story, browser, without_network, processor):
    all_do(story.python, "drill")
    story.offline.use_key(without_network, "#prove-key")
    with story.page.visit(browser) as visit, processor.measured("the drill"):
        visit.drill()


def _unlock(story, browser, without_network, processor):
    all_do(story.python[:1], "unlock")
    with story.page.visit(browser) as visit:
        with processor.measured("reading and adding up"):
            visit.page.wait_for_selector("#unlock:not([disabled])", timeout=120_000)
        with processor.measured("unlocking"):
            story.said = visit.unlock()
    story.offline.use_key(without_network, "#unlock")


def _publish(story):
    wait_until(lambda: _count(story).get("verdict") == "passed", "a checked count", seconds=120)
    _official(story, "publish", story.election)
    result = _read(story, f"/api/v1/elections/{story.election}/result")
    story.result = [
        [option["count"] for option in contest["options"]]
        for contest in json.loads(result)["contests"]
    ]
    story.record = story.folder / "record.zip"
    story.record.write_bytes(_read(story, f"/e/{story.election}/record.zip"))
    done = story.product.place.run("-m", "verifier", story.record, "--no-progress")
    story.verifier_status, story.verifier_report = done.returncode, done.stdout + done.stderr


def _official(story, *act):
    done = story.product.place.run("-m", "tests.browser.arranged", *act)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _count(story):
    return json.loads(_read(story, f"/api/v1/elections/{story.election}/count"))


def _read(story, path):
    with urllib.request.urlopen(story.product.url + path, timeout=60) as answer:  # noqa: S310
        return answer.read()
