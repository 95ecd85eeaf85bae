from http import HTTPStatus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.cosignatures import CosignatureSigner
from crypto.evidence import ForkEvidence, UnprovenEvidence
from crypto.notes import NoteSigner
from tests.checkpoints import signed_checkpoint
from witness.core import Cosigning, LogState, Refusal, admit, decide
from witness.submission import decode_submission

from .logs import Log, body, log_of

SIGNER = CosignatureSigner("witness.example", b"\7" * 32)
NOW = 1_790_000_000
LOG = log_of(10)
FORK = LOG.fork(2)
NEW = LogState(LOG.origin, None, "")


def ask(data, state=NEW, now=NOW, key=LOG.key):
    admitted = admit(decode_submission(data), key)
    return admitted if isinstance(admitted, Refusal) else decide(admitted, state, SIGNER, now)


def after(size, log=LOG, now=NOW):
    """The state after the log's first `size` entries were cosigned."""
    decision = ask(log.body(0, size), now=now)
    assert isinstance(decision, Cosigning)
    return LogState(LOG.origin, decision.cosigned, "")


def with_rival(state, note):
    return LogState(state.origin, state.newest, note)


def refused(data, state=NEW):
    decision = ask(data, state)
    assert isinstance(decision, Refusal)
    return decision


@pytest.mark.parametrize("size", [0, 1, 5, 10])
def test_the_first_checkpoint_of_a_known_log_is_cosigned(size):
    decision = ask(LOG.body(0, size))
    assert decision.cosigned.note == LOG.note(size)
    assert SIGNER.verifier().verify(decision.cosigned.note + decision.cosigned.line) == NOW
    assert decision.evidence is None


@pytest.mark.parametrize(("old", "size"), [(0, 1), (1, 2), (3, 10), (5, 5), (10, 10)])
def test_a_continuation_is_cosigned(old, size):
    decision = ask(LOG.body(old, size), after(old))
    assert decision.cosigned.checkpoint.size == size
    assert decision.cosigned.checkpoint.root == LOG.root(size)


def test_an_unknown_log_is_not_found():
    assert ask(LOG.body(0), key=None).status == HTTPStatus.NOT_FOUND


def test_only_the_known_key_counts():
    stranger = Log(seed=b"\1" * 32).append(b"entry")
    decision = refused(stranger.body(0))
    assert decision.status == HTTPStatus.FORBIDDEN
    assert decision.evidence is None


def test_a_false_signature_of_the_known_key_is_forbidden():
    forged = LOG.note(5).replace("\n5\n", "\n6\n")
    assert refused(body(0, [], forged)).status == HTTPStatus.FORBIDDEN


def test_a_larger_old_size_is_a_bad_request():
    assert refused(body(6, [], LOG.note(5)), after(6)).status == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("old", [0, 4, 6])
def test_another_old_size_is_told_the_right_one(old):
    decision = refused(LOG.body(old), after(5))
    assert (decision.status, decision.size) == (HTTPStatus.CONFLICT, 5)
    assert decision.evidence is None


def test_an_older_checkpoint_is_refused_without_evidence():
    decision = refused(LOG.body(3, 4), after(5))
    assert (decision.status, decision.size, decision.evidence) == (HTTPStatus.CONFLICT, 5, None)


@pytest.mark.parametrize("proof", [[], [bytes(32)], LOG.proof(5)[:-1], [*LOG.proof(5), bytes(32)]])
def test_a_checkpoint_without_its_proof_is_kept_as_unproven(proof):
    decision = refused(body(5, proof, LOG.note()), after(5))
    assert decision.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert isinstance(decision.evidence, UnprovenEvidence)
    decision.evidence.verify()


def test_a_fork_behind_a_longer_history_is_refused():
    decision = refused(FORK.body(5), after(5))
    assert decision.status == HTTPStatus.UNPROCESSABLE_ENTITY
    decision.evidence.verify()


def test_a_proof_where_nothing_needs_one_is_refused():
    decision = refused(body(0, [bytes(32)], LOG.note()))
    assert decision.status == HTTPStatus.UNPROCESSABLE_ENTITY
    decision.evidence.verify()


def test_an_empty_log_has_the_root_of_nothing():
    note = signed_checkpoint(LOG.signer, LOG.origin, 0, bytes(32))
    assert refused(body(0, [], note)).status == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("old", [0, 5, 7])
def test_a_second_root_of_one_size_is_a_fork_whatever_old_size_is_claimed(old):
    decision = refused(body(old, [], FORK.note(5)), with_rival(after(5), LOG.note(5)))
    assert isinstance(decision.evidence, ForkEvidence)
    decision.evidence.verify()


def test_the_true_continuation_is_cosigned_even_if_a_rival_was_seen():
    state = with_rival(after(5), FORK.note())
    decision = ask(LOG.body(5), state)
    assert isinstance(decision, Cosigning)
    decision.evidence.verify()


def test_lines_of_others_are_not_passed_on():
    other = NoteSigner("other.example", b"\1" * 32)
    line = other.sign(LOG.note().split("\n\n")[0] + "\n").split("\n\n")[1]
    decision = ask(body(0, [], LOG.note() + line))
    assert decision.cosigned.note == LOG.note()


@pytest.mark.parametrize("change", [-3600, -1, 0, 1, 3600])
def test_time_never_goes_backwards_however_the_clock_is_set(change):
    decision = ask(LOG.body(5), after(5), NOW + change)
    assert decision.cosigned.time == max(NOW, NOW + change)


HISTORIES = [LOG, FORK, LOG.fork(6), LOG.fork(9), FORK.fork(7)]
STEPS = st.tuples(
    st.integers(0, len(HISTORIES) - 1), st.integers(0, 10), st.integers(0, 10), st.integers(-9, 9)
)


@settings(max_examples=100)
@given(st.lists(STEPS, max_size=12))
def test_whatever_is_asked_all_cosigned_checkpoints_are_of_one_history(steps):
    state, given_out, times = NEW, {}, []
    for number, size, old, drift in steps:
        history = HISTORIES[number]
        decision = ask(history.body(min(old, size), size), state, NOW + drift)
        if isinstance(decision, Cosigning):
            state = LogState(LOG.origin, decision.cosigned, "")
            given_out.setdefault(size, set()).add(decision.cosigned.checkpoint.root)
            times.append(decision.cosigned.time)
    assert all(len(roots) == 1 for roots in given_out.values())
    assert times == sorted(times)
    assert any(_tells(history, given_out) for history in HISTORIES)


def _tells(history, given_out):
    return all(history.root(size) in roots for size, roots in given_out.items())
