"""A key holder whose key never meets a network: one page as a file, and small files to carry."""

import contextlib
import json
import urllib.request
from dataclasses import dataclass

from tests.browser.keepers import Keeper, NotedPerson
from trustee.link import Link


@dataclass
class OfflineKeeper(Keeper):
    """Two computers: one with a network and no key, one with the key and no network."""

    @property
    def tool(self):
        return self.folder / "key-tool.html"

    @property
    def task(self):
        return self.folder / "task.txt"

    @property
    def answer(self):
        return self.folder / "answer.txt"

    def fetch_tool(self):
        self.tool.write_bytes(self._online("/downloads/key-tool.html"))

    def fetch_task(self):
        self.task.write_bytes(self._online(f"{self._address}/task", **self._proof))

    def step(self):
        """What is asked of them now."""
        return json.loads(self._online(self._address, **self._proof))["step"]

    def send_answer(self):
        """Type what the answer file says into a request, as the page does."""
        answer = json.loads(self.answer.read_bytes())
        name = "decryptions" if answer["type"] == "decryption" else "entries"
        body = {key: answer[key] for key in ("payload", "signature", "type")}
        data = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        self._online(f"{self._address}/{name}", data, **self._proof)

    @contextlib.contextmanager
    def desk(self, browser):
        """Open the tool from its file, with a new profile and no network."""
        self.fetch_task()
        person = NotedPerson(browser, "file://", self.evidence)
        try:
            person.context.set_offline(True)
            person.page.goto(self.tool.as_uri())
            person.page.set_input_files("#task-file", self.task)
            person.page.click("#open-task")
            yield person.page
            self._save_answer(person.page)
            self.remains.append(person.remains())
        finally:
            person.context.close()

    def make_key(self, browser):
        with self.desk(browser) as page:
            page.click("#start")
            page.fill("#passphrase", self.passphrase)
            with page.expect_download() as waiting:
                page.click("#make-key")
            waiting.value.save_as(self.key_file)
            self._give_key(page, "#check-key")
            page.locator("#finish:not([disabled])").click(timeout=60_000)
        self.send_answer()

    def use_key(self, browser, button):
        """Any later step: file and passphrase are all it needs. Returns what the page said."""
        with self.desk(browser) as page:
            page.wait_for_selector(f"{button}:not([disabled])", timeout=120_000)
            said = page.locator("main").inner_text()
            self._give_key(page, button)
        self.send_answer()
        return said

    def _give_key(self, page, button):
        page.wait_for_selector(f"{button}:not([disabled])", timeout=60_000)
        page.set_input_files("#key-file", self.key_file)
        page.fill("#passphrase", self.passphrase)
        page.click(button)

    def _save_answer(self, page):
        page.wait_for_selector("#save-answer", timeout=120_000)
        with page.expect_download() as waiting:
            page.click("#save-answer")
        waiting.value.save_as(self.answer)

    @property
    def _address(self):
        return f"/api/v1/elections/{Link.parse(self.link).election_id}/trustee"

    @property
    def _proof(self):
        return {"Authorization": f"Bearer {Link.parse(self.link).token}"}

    def _online(self, path, body=None, **headers):
        request = urllib.request.Request(  # noqa: S310  the product under test
            Link.parse(self.link).site + path,
            body,
            headers | {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.read()
