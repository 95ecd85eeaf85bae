"""A registrar at a browser, who makes voter codes."""

import csv
import io


class Registrar:
    """Drives the page of one election; files are saved below `folder`."""

    def __init__(self, page, server, election, folder):
        self.page = page
        self.server = server
        self.election = server["elections"][election]
        self.folder = folder
        name, value = server["session"]
        page.context.add_cookies([{"name": name, "value": value, "url": server["address"]}])

    @property
    def home(self):
        return f"{self.server['address']}/officials/elections/{self.election}/voters/codes"

    def open(self):
        self.page.goto(f"{self.home}/make")
        self.page.wait_for_selector("h1#heading")

    def open_one(self, number):
        """The page for one voter, who gets another code after the freeze."""
        self.page.goto(self.home.replace("/codes", f"/{number}/code/make"))
        self.page.wait_for_selector("#make-codes")

    def make(self, timeout=30_000):
        self.page.click("#make-codes")
        self.page.wait_for_selector("#save-merge", timeout=timeout)

    def save(self, button="#save-merge"):
        with self.page.expect_download() as download:
            self.page.click(button)
        file = self.folder / download.value.suggested_filename
        download.value.save_as(file)
        return file

    def show(self, *files):
        """Go on from the saved files and choose them again."""
        if self.page.locator("#go-on").count():
            self.page.click("#go-on")
        self.page.set_input_files("#saved-files", files)
        self.page.click("#check-files")

    def send(self):
        self.page.click("#send-keys")
        self.page.wait_for_selector("#stored")

    def heading(self):
        return self.page.locator("h1:visible").inner_text()

    def text(self):
        return self.page.inner_text("main")


def rows_of(file):
    text = file.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))
