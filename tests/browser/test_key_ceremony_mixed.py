"""Programs of all kinds hold one ceremony and open one count; the page's work is measured."""

import json
import re
import zipfile

import pytest

from crypto.transcript import sha256
from tests.browser.mixed_paper import NAMES, OPTIONS, QUESTIONS
from tests.browser.mixed_story import BALLOTS, play
from tests.election import canaries
from tests.election.product import Place, redis_number, running_product

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("key-ceremony")]

MOST_SECONDS = 5.0


@pytest.fixture(scope="module")
def story(tmp_path_factory, request, driver):
    worker = getattr(request.config, "workerinput", {}).get("workerid", "master")
    place = Place(tmp_path_factory.mktemp("product"), redis_number=redis_number(worker, of=1))
    with place.made(), running_product(place) as product:
        yield play(product, tmp_path_factory.mktemp("people"), driver)


def test_three_kinds_of_program_open_one_count(story):
    added = [
        [sum(ballot[question][option] for ballot in BALLOTS) for option in range(OPTIONS)]
        for question in range(QUESTIONS)
    ]
    assert story.result == added
    assert story.verifier_status == 0, story.verifier_report
    assert "3 of 5 trustees" in story.verifier_report


def test_the_page_says_what_it_opens(story):
    assert f"You will open {QUESTIONS * OPTIONS} totals." in story.said
    assert "You will not open any single ballot." in story.said


def test_the_page_uses_little_of_the_processor(story, capsys):
    """All threads of the page count, its waiting and drawing too."""
    figures = ", ".join(f"{name} {used:.1f} s" for name, used in story.seconds.items())
    with capsys.disabled():
        print(f"\n{len(NAMES)} key holders, {QUESTIONS} x {OPTIONS}: {figures}")  # noqa: T201
    for step in ("making the key", "the rounds", "the drill", "unlocking"):
        assert story.seconds[step] <= MOST_SECONDS, step


def test_the_page_without_network_asked_for_nothing(story):
    """V14: everything it needs is in the file, and its bytes are those that were published."""
    asked = [sent.url for sent in story.offline.evidence.requests]
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
    assert story.offline.evidence.complaints == []
    assert len(story.offline.remains) == 5
    tool = story.offline.tool.read_bytes()
    assert not re.search(rb'(src|href)="?(https?:)?//', tool)
    with zipfile.ZipFile(story.record) as record:
        manifest = json.loads(record.read("manifest.json"))
    assert manifest["key_tool"] == story.published["key_tool"]
    assert story.published["files"]["key-tool.html"] == sha256(tool).hex()


def test_secrets_are_in_no_request_page_store_or_message_nor_in_the_product(story):
    secrets = [
        secret
        for secret in canaries.key_holders_secrets(story)
        if not secret.name.startswith("token of ")
    ]
    seen = [place for holder in (story.page, story.offline) for place in holder.places()]
    assert canaries.hits(secrets, [*seen, *canaries.places(story)]) == []
