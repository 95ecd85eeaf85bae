"""The report as a page: the same content as in words, and nothing in it can act."""

import re
from base64 import b64encode
from html import unescape
from html.parser import HTMLParser

import pytest

from crypto.transcript import sha256
from tests.verifier.defects import spoil
from verifier import cli
from verifier.page import NAMES, page
from verifier.report import CHECKS
from verifier.summary import Summary

VOID = {"meta"}
EVIL = "</title><script>alert(1)</script>\N{RIGHT-TO-LEFT OVERRIDE}<img src=x onerror=y>&\"'"


class Reader(HTMLParser):
    """Collects the elements of a page, and fails if they are not nested."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.attributes, self.words = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def shown(summary):
    return Reader(page(summary)).text


@pytest.mark.parametrize("name", [None, "two_votes_for_one_option", "a_byte_follows_the_container"])
def test_it_says_what_the_report_in_words_says(name, honest, verify):
    summary = verify(honest if name is None else spoil(name, honest))
    text = shown(summary)
    for line in summary.text().splitlines():
        words = line.removeprefix("note: ").removeprefix("result: ").split()
        if line.startswith("result: "):
            words = [word.strip(":,") for word in words]
        assert all(word in text for word in words), line
    for check in CHECKS:
        assert f"{check} {NAMES[check]} {summary.report.verdict(check).value}" in text


def test_every_fault_is_at_its_exact_place(honest, verify):
    text = shown(verify(spoil("alpha_outside_the_group", honest)))
    place = "C07.4 entry 17 (ballot): contest 1 option 1: alpha is not in the group"
    assert place in text


def test_text_of_the_record_is_only_text(honest, verify):
    honest.edit("election", lambda document: document.update(title={"en": EVIL}))
    summary = verify(honest)
    made = page(summary)
    reader = Reader(made)
    assert set(reader.tags) <= {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "table",
        "caption", "thead", "tbody", "tr", "th", "td", "ul", "li", "strong",
    }  # fmt: skip
    names = {name for name, _ in reader.attributes}
    assert names <= {"lang", "charset", "http-equiv", "content", "name", "class", "scope", "dir"}
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in made
    assert "<U+202E>" in reader.text


def test_the_policy_lets_nothing_in_but_its_own_styles(honest, verify):
    made = page(verify(honest))
    policy = unescape(re.search('Content-Security-Policy" content="([^"]+)"', made).group(1))
    style = re.search("<style>(.*?)</style>", made, re.DOTALL).group(1)
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{b64encode(sha256(style.encode())).decode()}'" in policy
    assert "unsafe" not in policy
    assert "url(" not in style
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style


def test_the_headings_are_those_of_the_specification():
    text = (cli.Path(__file__).parents[2] / "docs/spec/verification.md").read_text()
    assert dict(re.findall(r"^## (C\d\d) (.+)$", text, re.MULTILINE)) == NAMES


def test_the_program_writes_it(honest, tmp_path, capsys):
    record, out = honest.write(tmp_path / "record.zip"), tmp_path / "report.html"
    assert cli.main(["--no-progress", "--html", str(out), str(record)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] in Reader(out.read_text("utf-8")).text
    assert cli.main(["--html", str(out), str(tmp_path / "none")]) == 2
    assert "unusable" in Reader(out.read_text("utf-8")).text
    assert cli.main(["--html", str(tmp_path), str(record)]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_run_that_came_to_nothing_says_so():
    assert "The verifier stopped before it came to a verdict." in shown(Summary.stopped("boom"))
