"""An election whose record waits for its witnesses: what is held back, and what people are told."""

import pytest
from django.test import Client

from board import cosigning
from board.keys import signer_of
from board.models import Trouble, WitnessAnswer
from board.published import published
from board.services import log_publish
from crypto.manifest import decode_manifest
from tally import selectors
from tally.tasks import count_advance, elections_tick
from tests import people
from tests.board.running_witnesses import RunningWitness, policy_text
from tests.counting import unlock
from tests.elections import keyed_election
from tests.pages import Page
from tests.votes import look, vote
from voting.errors import NotReadyError
from voting.services import (
    credentials_issue,
    election_close,
    election_freeze,
    election_open,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nobody_rests(monkeypatch):
    monkeypatch.setattr(cosigning, "_resting", {})


@pytest.fixture
def pair(tmp_path, settings):
    """Two witnesses, both of which have to sign; the record waits for them."""
    running = [RunningWitness(tmp_path, number, lambda: 1_790_000_000) for number in (1, 2)]
    path = tmp_path / "witnesses.policy"
    path.write_text(policy_text([(one.key, one.address) for one in running], 2))
    settings.TABELLA_WITNESSES = str(path)
    settings.TABELLA_WITNESS_DEGRADED = "wait"
    yield running
    for witness in running:
        witness.stop()


@pytest.fixture
def official():
    client = Client()
    people.sign_in(client, people.official())
    return client


def page(client, built, name):
    return Page(client.get(f"/officials/elections/{built.election.slug}/{name}")).text


def keyed(pair):
    """Key holders are done, voters have codes, and the witnesses have heard of the record."""
    built = keyed_election()
    built.codes = {voter.number: code for voter, code in credentials_issue(election=built.election)}
    for witness in pair:
        witness.learn(signer_of(built.election.log).verifier())
    sign(built)
    return built


def opened(pair):
    built = keyed(pair)
    election_freeze(election=built.election)
    election_open(election=built.reload())
    built.reload()
    return built


def sign(built):
    cosigning._resting.clear()
    log_publish(log=built.reload().log)


def test_the_policy_goes_into_the_manifest_and_every_checkpoint_meets_it(pair):
    built = opened(pair)
    manifest = decode_manifest(bytes(built.election.manifest))
    assert manifest.witnesses.keys == tuple(witness.key for witness in pair)
    assert (manifest.witnesses.quorum, manifest.witnesses.degraded) == (2, "wait")
    assert published(built.election.log).size == built.election.log.size
    assert manifest.witnesses.signed(published(built.election.log).note) == 2


def test_it_is_not_frozen_while_too_few_witnesses_sign(pair, official):
    pair[1].stop()
    built = keyed(pair)
    with pytest.raises(NotReadyError) as caught:
        election_freeze(election=built.election)
    assert caught.value.missing == (
        "1 of 2 witnesses that have to sign the public record do so now: "
        "tell the people who run this server",
    )
    assert "1 of 2 witnesses" in page(official, built, "freeze")


def test_officials_see_before_the_freeze_who_will_have_to_sign(pair, official):
    built = keyed(pair)
    text = page(official, built, "freeze")
    assert "witness-1.example witness-2.example 2 of them have to sign the public record" in text
    assert "All 2 witnesses have to sign." in text


def test_without_witnesses_officials_are_told_what_that_means(official):
    text = page(official, keyed([]), "freeze")
    assert "Nobody outside signs the public record." in text


def test_a_voter_gets_a_receipt_when_enough_witnesses_have_signed(pair, queue):
    built = opened(pair)
    pair[0].stop()
    sent = vote(built, 1, [[1, 0, 0]])
    queue.run()
    assert look(sent)["status"] == "waiting"
    pair[0].start()
    cosigning._resting.clear()
    elections_tick()
    answer = look(sent)
    assert answer["status"] == "recorded"
    policy = decode_manifest(bytes(built.election.manifest)).witnesses
    assert policy.signed(answer["receipt"][answer["receipt"].index("\n\n") + 2 :]) == 2


def test_pages_say_who_has_signed_and_who_has_not(pair, queue, official):
    built = opened(pair)
    slug = built.election.slug
    record = f"/e/{slug}/record/"
    assert (
        "2 of 2 witnesses have signed the public record as it is now."
        in Page(official.get(record)).text
    )
    pair[0].stop()
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    for text in (Page(official.get(record)).text, page(official, built, "watch")):
        assert "The newest entries still wait for enough witnesses to sign them." in text
    WitnessAnswer.objects.filter(witness=pair[0].key).update(trouble=Trouble.CONTRADICTS)
    text = page(official, built, "watch")
    assert "Alarm says that it saw another history of this record" in text


def test_the_whole_check_waits_for_witnesses_instead_of_failing(pair, queue, official):
    built = opened(pair)
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    election_close(election=built.reload())
    count_advance(built.election.slug)
    queue.run()
    pair[1].stop()
    unlock(built, built.secrets[0])
    queue.run()
    assert selectors.count_get(built.reload().pk).verdict == "none"
    assert "2 of 2 witnesses have signed" in page(official, built, "count")
    assert "still wait for enough witnesses" in page(official, built, "count")
    pair[1].start()
    sign(built)
    count_advance(built.election.slug)
    queue.run()
    assert selectors.count_get(built.election.pk).verdict == "passed"
