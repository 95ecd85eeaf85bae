"""Whatever was written in whatever batches: one tree, one chain, and every proof holds."""

import uuid

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board.errors import NotSignedYetError, QueryError
from board.published import receipt_text
from board.selectors import (
    consistency_proof,
    inclusion_proof,
    log_get,
    log_verifier_key,
    root_at,
)
from board.services import board_append, log_create
from crypto.errors import ProofError
from crypto.merkle import leaf_hash, verify_consistency, verify_inclusion
from crypto.notes import NoteVerifier, decode_tlog_proof
from tests.board.conftest import HOST
from tests.board.documents import ballot, note
from tests.board.oracle import running_chain, tree_hash

new_entries = st.builds(lambda make, n: make(n), st.sampled_from([note, ballot]), st.integers(0, 9))
batches = st.lists(st.lists(new_entries, max_size=9), max_size=5)
any_batches = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def written(batches):
    """A log with its entries' bytes and the sizes it went through."""
    log = log_create(slug=str(uuid.uuid4()), host=HOST)
    sizes = []
    for batch in batches:
        with transaction.atomic():
            board_append(log=log, entries=batch)
        sizes.append(log.size)
    return log, list(log.entries.order_by("index").values_list("data", flat=True)), sizes


@any_batches
@given(batches=batches)
def test_the_root_and_the_chain_are_those_of_the_definition(db, batches):
    log, entries, sizes = written(batches)
    assert log.size == sum(len(batch) for batch in batches)
    for size in sizes:
        assert root_at(log, size) == tree_hash(entries[:size])
    assert log.root == tree_hash(entries)
    chain = running_chain(log.origin, entries)
    assert log.chain == chain[-1]
    assert list(log.entries.order_by("index").values_list("chain", flat=True)) == chain[1:]


@any_batches
@given(batches=batches, data=st.data())
def test_every_inclusion_proof_holds_for_its_own_place_alone(db, batches, data):
    log, entries, _ = written([*batches, [note(0)]])
    size = data.draw(st.integers(1, log.size), label="size")
    index = data.draw(st.integers(0, size - 1), label="index")
    proof = inclusion_proof(log, index, size)
    claim = {"leaf": leaf_hash(entries[index]), "index": index, "size": size, "proof": proof}
    root = tree_hash(entries[:size])
    verify_inclusion(**claim, root=root)
    for lie in ({"leaf": bytes(32)}, {"proof": [*proof, bytes(32)]}, {"index": size}):
        with pytest.raises(ProofError):
            verify_inclusion(**claim | lie, root=root)


@any_batches
@given(batches=batches, data=st.data())
def test_every_earlier_tree_is_shown_to_be_the_start_of_every_later_one(db, batches, data):
    log, entries, _ = written([*batches, [note(0), note(1)]])
    second = data.draw(st.integers(1, log.size), label="second")
    first = data.draw(st.integers(0, second), label="first")
    claim = {
        "first": first,
        "first_root": tree_hash(entries[:first]),
        "second": second,
        "second_root": tree_hash(entries[:second]),
        "proof": consistency_proof(log, first, second),
    }
    verify_consistency(**claim)
    if 0 < first < second:
        for lie in ({"first_root": bytes(32)}, {"second_root": bytes(32)}):
            with pytest.raises(ProofError):
                verify_consistency(**claim | lie)


def test_a_large_log_proves_its_first_and_last_entries(log, write):
    write(log, *(ballot(number) for number in range(700)))
    write(log, *(ballot(number) for number in range(700, 1025)))
    entries = list(log.entries.order_by("index").values_list("data", flat=True))
    assert log.root == tree_hash(entries)
    for index in (0, 511, 512, 699, 700, 1023, 1024):
        proof = inclusion_proof(log, index, 1025)
        leaf = leaf_hash(entries[index])
        verify_inclusion(leaf=leaf, index=index, size=1025, proof=proof, root=log.root)


def test_a_proof_costs_two_queries_however_large_the_log(log, write, django_assert_max_num_queries):
    write(log, *(note(number) for number in range(300)))
    with django_assert_max_num_queries(2):
        inclusion_proof(log, 123, 299)
    with django_assert_max_num_queries(2):
        consistency_proof(log, 77, 299)


def test_a_receipt_proves_the_entry_at_the_newest_checkpoint(log, write):
    stored = write(log, ballot(1), ballot(2)) + write(log, ballot(3))
    verifier = NoteVerifier.parse(log_verifier_key(log))
    for entry in stored:
        receipt = decode_tlog_proof(receipt_text(log, entry.index))
        assert (receipt.entry, receipt.index) == (entry.data, entry.index)
        assert receipt.verify(verifier).size == 3


def test_a_receipt_with_another_entry_proves_nothing(log, write):
    write(log, ballot(1), ballot(2))
    verifier = NoteVerifier.parse(log_verifier_key(log))
    mine, other = (receipt_text(log, index).split("\n") for index in (0, 1))
    with pytest.raises(ProofError):
        decode_tlog_proof("\n".join([*mine[:1], other[1], *mine[2:]])).verify(verifier)


def test_a_receipt_is_given_while_the_log_grows(log, write):
    """Whoever asks may have read the log before a larger checkpoint was published."""
    write(log, ballot(0))
    read_before = log_get(log.slug)
    write(log, ballot(1), ballot(2))
    receipt = decode_tlog_proof(receipt_text(read_before, 0))
    assert receipt.verify(NoteVerifier.parse(log_verifier_key(log))).size == 3


def test_an_entry_without_a_checkpoint_has_no_receipt_yet(log, write, write_unsigned):
    write(log, note(0))
    write_unsigned(log, note(1))
    assert decode_tlog_proof(receipt_text(log, 0)).index == 0
    with pytest.raises(NotSignedYetError):
        receipt_text(log, 1)


@pytest.mark.parametrize(
    ("ask", "place"),
    [
        (lambda log: inclusion_proof(log, 2, 2), "index"),
        (lambda log: inclusion_proof(log, -1, 2), "index"),
        (lambda log: inclusion_proof(log, 0, 0), "index"),
        (lambda log: inclusion_proof(log, 0, 4), "size"),
        (lambda log: consistency_proof(log, 3, 2), "first"),
        (lambda log: consistency_proof(log, 0, 4), "second"),
        (lambda log: root_at(log, 4), "size"),
    ],
)
def test_a_proof_beyond_the_log_is_refused_and_the_number_named(log, write, ask, place):
    write(log, note(0), note(1), note(2))
    with pytest.raises(QueryError, match=f"^{place}: expected"):
        ask(log)
