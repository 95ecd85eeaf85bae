"""Key holders with their pages: every visit is a browser profile of its own.

What a page showed, sent, kept and said is noted, so that it can be searched for secrets.
"""

import contextlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from playwright.sync_api import expect

from crypto.key_file import decode_key_file
from tests.election.canaries import Place
from tests.election.people import Evidence, Person
from trustee.link import Link

ROUNDS_SECONDS = 240
# Pages opened from a file can have neither caches nor service workers.
KEPT = """async () => {
  const isFile = location.protocol === "file:";
  return {
    url: location.href,
    state: history.state,
    name: window.name,
    cookie: document.cookie,
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: await indexedDB.databases(),
    caches: isFile ? [] : await caches.keys(),
    workers: isFile ? 0 : (await navigator.serviceWorker.getRegistrations()).length,
    fields: [...document.querySelectorAll("input:not([type=file])")].map(({ value }) => value),
    page: document.documentElement.outerHTML,
  };
}"""


class NotedPerson(Person):
    """A person whose page's messages are all noted, and whose profile is looked through."""

    def __init__(self, browser, origin, evidence):
        self.messages, self.headers = [], []
        super().__init__(browser, origin, evidence)

    def _heard(self, message):
        self.messages.append(message.text)
        super()._heard(message)

    def _sent(self, request):
        self.headers.append(request.headers)
        super()._sent(request)

    def remains(self):
        """What the page and its profile hold now, and what went unseen."""
        return {
            "page": self.page.evaluate(KEPT),
            "profile": self.context.storage_state(indexed_db=True),
            "messages": self.messages,
            "headers": self.headers,
        }


@dataclass
class Keeper:
    """One key holder: the link they were sent, their file, and what came to light about them."""

    name: str
    link: str
    folder: Path
    passphrase: str
    evidence: Evidence = field(default_factory=Evidence)
    remains: list[dict] = field(default_factory=list)

    @property
    def key_file(self):
        return self.folder / "key.txt"

    @contextlib.contextmanager
    def visit(self, browser):
        """Come to the page with a profile that was never used before."""
        origin = self.link.partition("/trustee/")[0]
        person = NotedPerson(browser, origin, self.evidence)
        try:
            person.page.goto(self.link)
            yield Visit(self, person)
            self.remains.append(person.remains())
        finally:
            person.context.close()

    @cached_property
    def kept(self):
        """What their key file held when it was asked for first."""
        link = Link.parse(self.link)
        _, secret = decode_key_file(
            self.key_file.read_bytes(),
            self.passphrase,
            election_id=link.election_id,
            trustee=link.trustee,
        )
        return secret

    def secret(self):
        return self.kept

    def places(self, *, but=""):
        """Everything that left their pages or stayed in them, but for one thing in a page."""
        for number, sent in enumerate(self.evidence.requests):
            yield Place(f"request {number} of {self.name}: {sent.url}", _request(sent))
        for number, found in enumerate(self.remains):
            page = {name: value for name, value in found["page"].items() if name != but}
            for name, value in (found | {"page": page}).items():
                yield Place(f"{name} of visit {number} of {self.name}", _text(value))


@dataclass(frozen=True)
class Visit:
    """A key holder in front of their page."""

    keeper: Keeper
    person: NotedPerson

    @property
    def page(self):
        return self.person.page

    def make_key(self):
        """From the first screen until the public part of the key is sent."""
        page = self.page
        page.click("#start")
        page.fill("#passphrase", self.keeper.passphrase)
        with page.expect_download() as waiting:
            page.click("#make-key")
        waiting.value.save_as(self.keeper.key_file)
        expect(page.locator("#finish")).to_be_disabled()
        self._look()
        self.give_key("#check-key")
        expect(page.locator("#finish")).to_be_enabled(timeout=60_000)
        page.click("#finish")
        page.wait_for_selector("#rounds", timeout=60_000)

    def give_key(self, button):
        """Choose the file, enter the passphrase, press the button."""
        self.page.wait_for_selector(f"{button}:not([disabled])", timeout=60_000)
        self.page.set_input_files("#key-file", self.keeper.key_file)
        self.page.fill("#passphrase", self.keeper.passphrase)
        self.page.click(button)

    def resume(self):
        """At a later visit the file is all there is."""
        self.give_key("#open-key")
        self.page.wait_for_selector("#rounds", timeout=60_000)

    def sees_rounds_end(self):
        """The page goes on to the drill by itself."""
        self.page.wait_for_selector("#prove-key", timeout=ROUNDS_SECONDS * 1000)
        self._look()

    def drill(self):
        self.give_key("#prove-key")
        self.page.wait_for_selector("#drill-done", timeout=120_000)
        self._look()

    def unlock(self):
        """Read what will be opened, then unlock. Returns what the page said before."""
        self.page.wait_for_selector("#unlock", timeout=120_000)
        said = self.page.locator("main").inner_text()
        self.give_key("#unlock")
        self.page.wait_for_selector("#unlocked", timeout=120_000)
        expect(self.page.locator("#unlocked")).to_contain_text("needed shares are in")
        return said

    def _look(self):
        """Look through the profile in the middle of a visit, too."""
        self.keeper.remains.append(self.person.remains())


def _request(sent):
    return sent.url.encode() + b" " + sent.body


def _text(value):
    return json.dumps(value, ensure_ascii=False).encode()
