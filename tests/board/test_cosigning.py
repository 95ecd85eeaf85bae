"""Checkpoints on their way to witnesses that run, fail, lag, lie and come back."""

import threading
import time

import pytest
from django.core.checks import run_checks
from django.db import transaction

from board import cosigning, signed_heads, witness_client
from board.cosigning import log_cosign, log_witness
from board.errors import CheckpointRefusedError, NotSignedYetError
from board.keys import signer_of
from board.models import Cosignature, Trouble
from board.public_files import logs_behind
from board.published import published, receipt_text
from board.selectors import checkpoint_latest
from board.services import log_publish
from board.witnesses import logs_unwitnessed, policy_configured
from crypto import merkle
from crypto.notes import NoteVerifier, decode_tlog_proof
from tests.board.documents import ballot, note
from tests.board.running_witnesses import RunningWitness, answer, answering, policy_text
from tests.board.test_signed_heads import put_back

NOW = 1_790_000_000


@pytest.fixture(autouse=True)
def nobody_rests(monkeypatch):
    monkeypatch.setattr(cosigning, "_resting", {})


@pytest.fixture
def three(tmp_path):
    running = [RunningWitness(tmp_path, number, lambda: NOW) for number in (1, 2, 3)]
    yield running
    for witness in running:
        witness.stop()


@pytest.fixture
def configure(settings, tmp_path):
    """Name the witnesses of the installation, each by key and address."""

    def configure(witnesses, quorum, degraded="wait"):
        path = tmp_path / f"policy-{len(list(tmp_path.glob('policy-*')))}"
        path.write_text(policy_text(list(witnesses), quorum))
        settings.TABELLA_WITNESSES = str(path)
        settings.TABELLA_WITNESS_DEGRADED = degraded
        return policy_configured()

    return configure


@pytest.fixture
def begin(configure, log, three):
    """Let the witnesses know the log, and fix how many of them have to sign it."""

    def begin(quorum=2, degraded="wait", fixed=True):
        policy = configure([(one.key, one.address) for one in three], quorum, degraded)
        for witness in three:
            witness.learn(signer_of(log).verifier())
        if fixed:
            with transaction.atomic():
                log_witness(log=log, policy=policy)
        return policy

    return begin


@pytest.fixture
def in_place_of_first(three, configure):
    """Ask another address instead of the first witness's."""

    def replace(address):
        addresses = [address, *(witness.address for witness in three[1:])]
        configure(zip([witness.key for witness in three], addresses, strict=True), 2)

    return replace


def opened(log):
    """The published size and how many witnesses have signed it."""
    found = published(log)
    signer_of(log).verifier().verify(found.note)
    return found.size, found.signatures - 1


def rested():
    cosigning._resting.clear()


def test_every_checkpoint_is_cosigned_and_published_with_the_lines_in_one_order(log, write, begin):
    policy = begin(quorum=3)
    for count in (1, 3, 300):
        write(log, *(ballot(log.size + n) for n in range(count)))
        assert opened(log) == (log.size, 3)
    names = [line.split(" ")[1] for line in published(log).note.splitlines()[-3:]]
    assert names == [key.split("+")[0] for key in policy.keys]
    assert policy.signed(published(log).note) == 3


def test_a_receipt_carries_the_cosignatures(log, write, begin):
    policy = begin(quorum=3)
    write(log, ballot(0), ballot(1))
    receipt = decode_tlog_proof(receipt_text(log, 1))
    receipt.verify(signer_of(log).verifier())
    assert policy.signed(receipt.checkpoint) == 3


def test_without_a_quorum_a_log_that_waits_publishes_nothing_and_gives_no_receipt(
    log, write, begin, three
):
    begin(quorum=2, degraded="wait")
    write(log, ballot(0))
    for witness in three[1:]:
        witness.stop()
    write(log, ballot(1))
    assert checkpoint_latest(log).size == 2
    assert opened(log)[0] == 1
    with pytest.raises(NotSignedYetError):
        receipt_text(log, 1)
    assert list(logs_unwitnessed()) == [log]
    three[1].start()
    rested()
    log_publish(log=log)
    assert opened(log) == (2, 2)
    assert list(logs_behind()) == []


def test_without_a_quorum_a_log_that_goes_on_publishes_with_the_signatures_it_has(
    log, write, begin, three
):
    begin(quorum=2, degraded="publish")
    for witness in three[1:]:
        witness.stop()
    write(log, ballot(0))
    assert opened(log) == (1, 1)
    assert decode_tlog_proof(receipt_text(log, 0)).index == 0


def test_a_witness_that_comes_back_signs_what_was_published_without_it(log, write, begin, three):
    begin(quorum=2, degraded="publish")
    three[0].stop()
    write(log, ballot(0), ballot(1))
    write(log, ballot(2))
    assert opened(log) == (3, 2)
    three[0].start()
    rested()
    log_publish(log=log)
    assert opened(log) == (3, 3)
    assert list(logs_unwitnessed()) == []


def test_a_witness_whose_answer_was_lost_is_asked_again_from_the_size_it_knows(
    log, write, begin, three
):
    begin(quorum=3)
    write(log, ballot(0))
    write(log, ballot(1), ballot(2))
    Cosignature.objects.filter(witness=three[2].key).delete()
    write(log, ballot(3))
    assert opened(log) == (4, 3)
    assert three[2].evidence() == []


def test_one_witness_that_hangs_delays_nobody_while_there_is_a_quorum(
    log, write, begin, in_place_of_first
):
    begin(quorum=2)
    is_over = threading.Event()
    with answering(lambda *_: is_over.wait()) as hanging:
        in_place_of_first(hanging)
        start = time.monotonic()
        write(log, ballot(0))
        took = time.monotonic() - start
        is_over.set()
    assert opened(log) == (1, 2)
    assert took < witness_client.PATIENCE_SECONDS


def test_a_witness_that_did_not_sign_is_left_alone_for_a_while(log, write, begin, configure):
    policy = begin(quorum=0, degraded="publish")
    asked = []

    def refuse(handler, _body):
        asked.append(handler.path)
        answer(handler, 500, b"")

    with answering(refuse) as failing:
        configure([(policy.keys[0], failing)], 0)
        write(log, ballot(0))
        write(log, ballot(1))
        assert len(asked) == 1
        rested()
        write(log, ballot(2))
        assert len(asked) == 2


@pytest.mark.parametrize(
    "answered",
    [
        (404, b"who?\n", Trouble.UNKNOWN_LOG),
        (403, b"no\n", Trouble.REFUSES),
        (503, b"later\n", Trouble.SILENT),
        (302, b"elsewhere\n", Trouble.REFUSES),
        (200, b"", Trouble.REFUSES),
        (200, b"\xff\n", Trouble.REFUSES),
        (200, b"x" * 20_000, Trouble.SILENT),
        (409, b"one\n", Trouble.REFUSES),
        (409, b"9007199254740991\n", Trouble.CONTRADICTS),
        (422, b"no\n", Trouble.CONTRADICTS),
    ],
    ids=["404", "403", "503", "302", "empty", "no text", "long", "no size", "huge size", "422"],
)
def test_an_answer_that_is_no_cosignature_counts_as_none_and_is_shown(
    log, write, begin, in_place_of_first, answered
):
    first, *others = begin(quorum=2).keys
    status, body, trouble = answered
    with answering(lambda handler, _: answer(handler, status, body)) as lying:
        in_place_of_first(lying)
        write(log, ballot(0))
    assert opened(log) == (1, 2)
    troubles = dict(log.witness_answers.values_list("witness", "trouble"))
    assert troubles == {first: trouble, **dict.fromkeys(others, "")}


def test_lines_of_others_or_for_others_are_not_taken(log, write, begin, three, configure):
    """Another witness's line, one of its own for another log, and a torn one."""
    begin(quorum=1)
    lines = []

    def lie(handler, body):
        text = body.partition(b"\n\n")[2].decode().partition("\n\n")[0] + "\n"
        own, other = three[0].signer, three[1].signer
        elsewhere = text.replace(log.origin, log.origin + "0")
        choices = [other.cosign(text, NOW), own.cosign(elsewhere, NOW), own.cosign(text, NOW)[:-9]]
        lines.append(choices[len(lines) % 3])
        answer(handler, 200, lines[-1].encode())

    with answering(lie) as lying:
        configure([(three[0].key, lying)], 1)
        for number in range(3):
            rested()
            write(log, ballot(number))
    assert len(lines) == 3
    assert not Cosignature.objects.exists()


def test_a_policy_is_fixed_once_and_outlives_the_installations_file(
    log, write, begin, three, configure
):
    fixed = begin(quorum=2)
    write(log, ballot(0))
    other = configure([(three[0].key, three[0].address)], 1)
    with transaction.atomic():
        log_witness(log=log, policy=other)
    write(log, ballot(1))
    assert opened(log)[0] == 1, "two of the three have to sign, and only one can be asked"
    assert fixed.signed(published(log).note) >= 2


def test_before_the_policy_is_fixed_witnesses_are_asked_and_not_waited_for(
    log, write, begin, three
):
    begin(quorum=3, fixed=False)
    three[2].stop()
    write(log, note(0))
    assert opened(log) == (1, 2)


def test_a_frozen_log_asks_until_its_quorum_has_signed(log, write, begin, three):
    begin(quorum=2)
    three[0].stop()
    three[1].stop()
    write(log, ballot(0))
    log.is_frozen = True
    log.save(update_fields=["is_frozen"])
    assert list(logs_unwitnessed()) == [log]
    three[1].start()
    rested()
    log_publish(log=log)
    assert opened(log) == (1, 2)
    assert list(logs_unwitnessed()) == []


@pytest.mark.django_db(transaction=True)
def test_nobody_is_asked_inside_a_transaction(log, begin):
    begin(quorum=1)
    with transaction.atomic(), pytest.raises(RuntimeError):
        log_cosign(log=log)


def failures():
    return [fault.id for fault in run_checks(tags=["database"], databases=["default"])]


def test_a_database_behind_its_witnesses_is_neither_published_nor_started(
    log, write, begin, three, public_folder_of_one_test
):
    """Database, signer's memory and public folder were put back together, and voting goes on."""
    begin(quorum=2)
    write(log, ballot(0))
    write(log, ballot(1), ballot(2))
    put_back(log)
    for path in sorted(public_folder_of_one_test().rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    forget_signed_heads()
    Cosignature.objects.all().delete()
    log.refresh_from_db()
    write(log, ballot(7))
    assert failures() == ["board.E006"] * 3
    with pytest.raises(CheckpointRefusedError, match="signed by this log's key"):
        log_publish(log=log)
    write(log, ballot(8), ballot(9), ballot(10))
    assert failures() == ["board.E006"] * 3
    assert all(kind in {"fork", "unproven"} for one in three for kind in one.evidence())


def forget_signed_heads():
    for path in signed_heads.folder().glob("*.note"):
        path.unlink()


def test_witnesses_that_are_silent_or_show_no_proof_keep_nothing_from_starting(
    log, write, begin, three, configure
):
    begin(quorum=2)
    write(log, ballot(0))
    three[2].stop()
    claimed = f"{log.origin}\n999\n{'A' * 43}=\n\n\N{EM DASH} {log.origin} {'A' * 92}\n"
    with answering(lambda handler, _: answer(handler, 200, claimed.encode())) as lying:
        configure([(three[0].key, lying), (three[2].key, three[2].address)], 2)
        assert failures() == []


def test_two_processes_that_ask_at_once_end_with_one_line_of_each_witness(
    log, write, begin, monkeypatch
):
    begin(quorum=3)
    honest, seen = cosigning._cosignature_store, []

    def meanwhile(round_, key, given):
        if key not in seen:
            seen.append(key)
            honest(round_, key, given)
        return honest(round_, key, given)

    monkeypatch.setattr(cosigning, "_cosignature_store", meanwhile)
    write(log, ballot(0))
    assert opened(log) == (1, 3)
    assert Cosignature.objects.count() == 3


def test_what_witnesses_sign_is_the_tree_of_the_entries(log, write, begin, three):
    begin(quorum=3)
    write(log, ballot(0), ballot(1))
    leaves = [merkle.leaf_hash(bytes(row.data)) for row in log.entries.order_by("index")]
    with three[0].memory.reading() as records:
        held = records.newest(log.origin)
    assert held.checkpoint.root == merkle.root(leaves)
    assert NoteVerifier.parse(signer_of(log).verifier().text()).verify(held.note)
