"""The judge itself: it has to see a loss, a repetition and a receipt of another history."""

import time

import pytest

from crypto import merkle
from crypto.canonical_json import encode
from crypto.entries import encode_entry
from crypto.notes import Checkpoint, NoteSigner
from crypto.transcript import sha256
from tests.chaos.judgement import judge
from tests.chaos.ledger import Acknowledged, Ledger
from tests.chaos.pool import Pool
from tests.verifier.public_logs import PublicLog

BALLOTS = 6


def payload(number):
    return encode({"ballot": number})


def entry(number):
    signed = {"credential": f"{number:064x}", "signature": "5" * 128}
    return encode_entry("ballot", payload(number), **signed)


def name(number):
    return sha256(payload(number)).hex()


class Record:
    """A log of ballots as a mirror's folder, and voters who were told of them."""

    def __init__(self, folder, numbers):
        self.log = PublicLog(NoteSigner("record.example/e/chaos", bytes(32)))
        self.numbers = list(numbers)
        self.log.entries = [entry(number) for number in self.numbers]
        self.log.payloads = [payload(number) for number in self.numbers]
        self.log.write(folder)
        self.folder = folder
        self.pool = Pool("chaos", self.log.log.verifier(), folder)
        self.ledger, self.fates = Ledger(), {}

    def tell(self, number, index, root=None):
        """A voter got the receipt of a ballot, and asks for it again afterwards."""
        size = len(self.numbers)
        checkpoint = Checkpoint(self.log.log.name, size, root or merkle.root(self.log.leaves(size)))
        now = time.monotonic()
        told = Acknowledged(index, entry(number), checkpoint, now, now)
        self.ledger.take(name(number))
        self.ledger.acknowledge(name(number), told)
        self.fates[name(number)] = {"status": "recorded", "receipt": self.log.receipt(index)}

    def judged(self):
        return judge(self.folder, self.pool, self.ledger, self.fates)


@pytest.fixture
def record(tmp_path):
    return lambda numbers: Record(tmp_path / "mirror", numbers)


def test_a_record_that_holds_all_it_promised_is_clean(record):
    whole = record(range(BALLOTS))
    for number in range(BALLOTS):
        whole.tell(number, number)
    assert whole.judged().is_clean


def test_a_ballot_that_was_taken_and_is_nowhere_is_lost(record):
    short = record(range(BALLOTS))
    short.ledger.take(name(BALLOTS))
    assert short.judged().lost == [name(BALLOTS)]


def test_a_ballot_that_was_refused_with_a_reason_is_not_lost(record):
    refusing = record(range(BALLOTS))
    refusing.ledger.take(name(BALLOTS))
    refusing.fates[name(BALLOTS)] = {"status": "refused", "reason": "closed"}
    assert refusing.judged().is_clean
    refusing.fates[name(BALLOTS)] = {"status": "refused"}
    assert refusing.judged().lost


def test_a_ballot_that_stands_twice_is_named(record):
    double = record([0, 1, 2, 1])
    double.tell(0, 0)
    assert double.judged().twice == [name(1)]


def test_a_receipt_for_another_place_is_a_loss(record):
    moved = record(range(BALLOTS))
    moved.tell(2, 3)
    assert moved.judged().lost == [name(2)]


def test_a_receipt_of_another_history_is_a_fault(record):
    forked = record(range(BALLOTS))
    forked.tell(2, 2, root=b"\1" * 32)
    assert forked.judged().faults == [f"{name(2)}: its checkpoint is of another history"]
