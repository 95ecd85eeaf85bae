"""A voter at a browser, in front of the booth."""

import re

BALLOT_PATH = re.compile(r"/ballots$")
STATUS_PATH = re.compile(r"/ballots/[0-9a-f]{64}$")
ELECTION_PATH = re.compile(r"/api/v1/elections/[0-9a-f-]{36}/$")
MARKUP = "<img src=x onerror=document.title='broken'>"
CHOICES = {1: [1], 2: [1, 3], 3: [], 4: [2], 5: [2, 4]}


class Voter:
    """Drives one page; `code` is the voter's own."""

    def __init__(self, page, booth, election="short"):
        self.page = page
        self.booth = booth
        self.election = booth["elections"][election]
        # Every test has voters of its own.
        self.code = self.election["codes"].pop()

    @property
    def address(self):
        return f"{self.booth['address']}/e/{self.election['id']}/vote"

    def open(self):
        self.page.goto(f"{self.address}#{self.code}")
        self.page.wait_for_selector("#voter-code")

    def sign_in(self):
        self.open()
        self.page.click("#continue")
        self.page.wait_for_selector("#option-1-1, #vote-again")

    def choose_short(self, option=1):
        """Answer the only question of the short election and wait for the lock."""
        if option:
            self.page.check(f"#option-1-{option}")
            self.page.click("#continue")
        else:
            self.page.click("#skip")
        return self.locked_code()

    def choose_long(self, choices=None, points=("7", "3")):
        """Answer every kind of question."""
        for contest, options in (choices or CHOICES).items():
            self.page.wait_for_selector(f"#option-{contest}-1")
            for option in options:
                self.page.check(f"#option-{contest}-{option}")
            if contest == 3:
                for option, value in enumerate(points, 1):
                    self.page.select_option(f"#option-3-{option}", value)
            self.page.click("#continue")
        return self.locked_code()

    def locked_code(self):
        return self.page.wait_for_selector("#ballot-code").inner_text()

    def send(self):
        self.page.click("#send-ballot")
        self.page.wait_for_selector("#received")

    def heading(self):
        return self.page.locator("h1:visible").inner_text()

    def text(self):
        return self.page.inner_text("main")

    def api(self, path=""):
        url = f"{self.booth['address']}/api/v1/elections/{self.election['id']}/{path}"
        return self.page.request.get(url).json()


def change_answer(page, path, change):
    """Let a dishonest server or network change what an address answers."""

    def handle(route):
        response = route.fetch()
        document = response.json()
        change(document)
        route.fulfill(response=response, json=document)

    page.route(path, handle)


def tab_to(page, identifier):
    """Press Tab until this element has the focus, as somebody without a mouse does."""
    for _ in range(80):
        if page.evaluate("document.activeElement.id") == identifier:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {identifier}")


def press(page, identifier, key="Enter"):
    tab_to(page, identifier)
    page.keyboard.press(key)
