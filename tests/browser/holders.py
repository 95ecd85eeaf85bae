"""A key holder at a browser, in front of their own page."""

from base64 import b64decode
from pathlib import Path

PASSPHRASE = "violet otter climbs 7 hills"


class Holder:
    """Drives one page of the key holder with this number; `file` is their key file."""

    def __init__(self, page, server, election, index=1, *, folder):
        self.page = page
        self.server = server
        self.election = server["elections"][election]
        self.index = index
        self.file = Path(folder) / f"{election}-{index}.txt"
        if self.election["files"]:
            self.file.write_bytes(b64decode(self.election["files"][index - 1]))

    @property
    def token(self):
        return self.election["tokens"][self.index - 1]

    @property
    def address(self):
        return f"{self.server['address']}/trustee/{self.election['id']}/{self.index}#{self.token}"

    def open(self, wait_for):
        # Another secret part alone would not load the page again.
        self.page.goto("about:blank")
        self.page.goto(self.address)
        self.page.wait_for_selector(wait_for)

    def make_key(self, passphrase=PASSPHRASE):
        """Go from the first screen to the check of the saved file."""
        self.page.click("#start")
        self.page.fill("#passphrase", passphrase)
        with self.page.expect_download() as download:
            self.page.click("#make-key")
        download.value.save_as(self.file)
        self.page.wait_for_selector("#check-key")
        return download.value.suggested_filename

    def give_key(self, button, *, file=None, passphrase=PASSPHRASE):
        """Choose the key file, enter the passphrase, press the button."""
        self.page.set_input_files("#key-file", file or self.file)
        self.page.fill("#passphrase", passphrase)
        self.page.click(button)

    def problem(self):
        return self.page.wait_for_selector("#error-summary a").inner_text()

    def heading(self):
        return self.page.locator("h1:visible").inner_text()

    def text(self):
        return self.page.inner_text("main")

    def api(self, path=""):
        url = f"{self.server['address']}/api/v1/elections/{self.election['id']}/trustee{path}"
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.page.request.get(url, headers=headers)

    def status(self):
        return self.api().json()


def sent_by(page):
    """The bodies of everything the page sends from now on, by the last part of its address."""
    sent = []

    def note(request):
        if request.method == "POST":
            sent.append((request.url.rsplit("/", 1)[1], request.post_data_json))

    page.on("request", note)
    return sent
