"""C20, P4, V8. A lying server and a lying key holder in front of honest key holders' programs."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import served
from tests.browser.holders import PASSPHRASE, Holder, sent_by
from trustee.cli import main

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("attacked-keys")]

FALSE_TOTALS = ["one ballot", "few ballots", "all but one", "one twice"]


@pytest.fixture(scope="module")
def liar():
    yield from served("tests.browser.lying_server")


@pytest.fixture
def holder(page, liar, tmp_path):
    return lambda election, index: Holder(page, liar, election, index, folder=tmp_path)


@pytest.fixture
def run(tmp_path, capsys):
    """Run the program for terminals as a key holder. Returns its exit code and words."""
    passphrase = tmp_path / "passphrase.txt"
    passphrase.write_text(PASSPHRASE)

    def run(command, holder, *more):
        arguments = [command, "--link", holder.address, "--key", str(holder.file)]
        arguments += ["--passphrase-file", str(passphrase), *more]
        code = main(arguments, pause=lambda _: None)
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return run


def stops(page, sent):
    """The page says so, tells the organiser, and has sent nothing else."""
    page.wait_for_selector("#problem", state="attached")
    expect(page.locator("#heading")).to_have_text("Stop here")
    expect(page.locator("#report")).to_contain_text("We told the organiser.")
    return [(address, body["kind"]) for address, body in sent] == [("reports", "refused")]


@pytest.mark.parametrize("election", FALSE_TOTALS)
def test_the_page_refuses_totals_that_the_ballots_do_not_add_up_to(page, holder, election):
    """P4: signed by the log, and everything else on the record is right."""
    priya = holder(election, 1)
    sent = sent_by(page)
    priya.open("#report")
    assert stops(page, sent)
    assert page.locator("#unlock").count() == 0
    assert "not the ones the ballots add up to" in page.locator("#problem").text_content()


@pytest.mark.parametrize("election", FALSE_TOTALS)
@pytest.mark.parametrize("more", [[], ["--quick"]])
def test_the_program_refuses_them_too(holder, run, election, more):
    tom = holder(election, 2)
    code, words = run("unlock", tom, *more)
    assert code == 1
    assert re.search("totals .* not", words), words
    assert not any(each["has_unlocked"] for each in tom.status()["trustees"])


def test_the_page_refuses_a_key_on_the_record_that_is_not_the_one_in_the_file(page, holder):
    """V8: the server put keys of its own there."""
    priya = holder("another key", 1)
    priya.open("#prove-key")
    sent = sent_by(page)
    priya.give_key("#prove-key")
    assert "not the key that stands in the public record in your name" in priya.problem()
    assert sent == []


def test_the_program_refuses_it_too(holder, run):
    tom = holder("another key", 2)
    for command in ("confirm", "drill"):
        code, words = run(command, tom)
        assert code == 1
        assert "is not the one in your key file" in words
    assert not any(each["is_drilled"] for each in tom.status()["trustees"])


def test_a_false_unlock_share_is_named_by_the_page(page, holder):
    priya = holder("false unlock share", 1)
    sent = sent_by(page)
    priya.open("#culprit")
    assert stops(page, sent)
    expect(page.locator("#culprit")).to_contain_text("Ana")


def test_and_by_the_program(holder, run):
    code, words = run("unlock", holder("false unlock share", 2))
    assert code == 1
    assert "unlock share of trustee 3" in words


def test_a_part_that_does_not_fit_is_complained_of_by_name(page, holder, run):
    """C20: only Tom can notice; from then on everybody reads of it."""
    tom = holder("false part", 2)
    tom.open("#open-key")
    sent = sent_by(page)
    tom.give_key("#open-key")
    page.wait_for_selector("h1:has-text('A part does not fit')")
    assert "Ana's part does not fit yours. We told the organiser." in tom.text()
    assert [body["type"] for _, body in sent] == ["complaint"]
    assert sent[0][1]["payload"]["against"] == 3
    priya = holder("false part", 1)
    priya.open("#complaints")
    expect(page.locator("#complaints")).to_contain_text(
        "The part that Ana sent to Tom does not fit."
    )
    code, words = run("confirm", priya)
    assert code == 1
    assert "Tom says that the share of Ana is wrong" in words
