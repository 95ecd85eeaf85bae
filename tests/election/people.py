"""People at their browsers. What a browser showed, said and sent is kept as evidence."""

import contextlib
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import expect

PATIENCE = 30_000  # milliseconds


@dataclass(frozen=True)
class Sent:
    """A request as it left the browser."""

    method: str
    url: str
    body: bytes


@dataclass
class Evidence:
    """What came to light while one person used their browser."""

    headings: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    requests: list[Sent] = field(default_factory=list)

    def foreign_requests(self, origin):
        own = urlsplit(origin).netloc
        return [
            sent.url
            for sent in self.requests
            if urlsplit(sent.url).scheme not in {"blob", "data"}
            and urlsplit(sent.url).netloc != own
        ]

    def posted(self, ending):
        return [
            sent
            for sent in self.requests
            if sent.method == "POST" and urlsplit(sent.url).path.endswith(ending)
        ]


class Person:
    """One person with a browser profile of their own."""

    def __init__(self, browser, origin, evidence, network=""):
        self.origin = origin
        self.evidence = evidence
        # As a web server in front of the product tells it (TABELLA_PROXIES).
        told = {"X-Forwarded-For": network} if network else {}
        self.context = browser.new_context(
            accept_downloads=True, locale="en-GB", extra_http_headers=told
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: evidence.complaints.append(str(error.error)))
        self.context.on("request", self._sent)
        self.context.on("response", self._answered)
        self.page = self.context.new_page()

    def open(self, path, heading):
        self.page.goto(path if path.startswith("http") else self.origin + path)
        self.sees(heading)

    def sees(self, heading):
        """Wait for a page by its heading; a second visible h1 is an error."""
        shown = self.page.locator("h1:visible")
        expect(shown).to_have_text(_words(heading), timeout=PATIENCE)
        self.evidence.headings.append(heading)

    def reads(self, text):
        expect(self.page.locator("main")).to_contain_text(text, timeout=PATIENCE)

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name):
        self.page.get_by_role("link", name=name, exact=True).click()

    def fill(self, label, text):
        self.page.get_by_label(label, exact=True).fill(text)

    def download(self, folder, press):
        with self.page.expect_download() as waiting:
            press()
        target = folder / waiting.value.suggested_filename
        waiting.value.save_as(target)
        return target

    def _heard(self, message):
        if message.type in {"error", "warning"}:
            self.evidence.complaints.append(f"{message.text} at {message.location}")

    def _sent(self, request):
        self.evidence.requests.append(
            Sent(request.method, request.url, request.post_data_buffer or b"")
        )

    def _answered(self, response):
        if response.status >= 400:
            self.evidence.failures.append(f"{response.status} {response.url}")


@contextlib.contextmanager
def person(browser, origin, evidence, network=""):
    somebody = Person(browser, origin, evidence, network)
    try:
        yield somebody
    finally:
        somebody.context.close()


def _words(heading):
    return re.compile(rf"^\s*{re.escape(heading)}\s*$")
