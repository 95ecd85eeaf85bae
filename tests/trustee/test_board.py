"""A server that lies about the record is found out, whatever it lies about."""

import pytest

from crypto import merkle
from crypto.entries import encode_entry
from crypto.notes import NoteSigner
from tests.crypto.manifests import ELECTION_ID, ORIGIN
from trustee.board import Board, Seen
from trustee.errors import NotYetError, RefusedError
from trustee.server import RawEntry

OTHER_ID = "00000000-0000-4000-8000-000000000002"


class Source:
    """Serves a board from memory, three entries at a time, after `change` had its way with them."""

    def __init__(self, board):
        self.board = board
        self.change = lambda documents: documents

    def checkpoint(self):
        return self.board.checkpoint()

    def entries(self, start):
        documents = self.change(self.board.documents())[start : start + 3]
        return [
            RawEntry(d["index"], d["entry"].encode(), d["payload"].encode(), d["leaf"], d["chain"])
            for d in documents
        ]


@pytest.fixture
def source(drilled):
    return Source(drilled.board)


@pytest.fixture
def seen(source):
    """What a key file remembers: the log's key and its checkpoint after six entries."""
    rows, source.board.rows = source.board.rows, source.board.rows[:6]
    checkpoint = source.checkpoint()
    source.board.rows = rows
    return Seen(source.board.signer.verifier().text(), checkpoint)


def read(source, seen=None):
    return list(Board(source, ELECTION_ID, seen))


def test_an_honest_board_is_read_whole(source, seen):
    entries = read(source, seen)
    assert [entry.index for entry in entries] == list(range(len(source.board.rows)))


def test_entries_beyond_the_checkpoint_are_left_for_later(source):
    note = source.checkpoint()
    source.checkpoint = lambda: note
    source.board.rows.append(source.board.rows[-1])
    assert len(read(source)) == len(source.board.rows) - 1


def test_an_empty_board_is_not_yet_one(source):
    source.board.rows.clear()
    with pytest.raises(NotYetError, match="has not begun"):
        read(source)


def swap(documents):
    documents[3], documents[4] = documents[4], documents[3]
    return documents


def renumber(documents):
    swap(documents)
    documents[3]["index"], documents[4]["index"] = 3, 4
    return documents


def drop_last(documents):
    return documents[:-1]


def other_payload(documents):
    documents[2]["payload"] = documents[3]["payload"]
    return documents


def other_leaf(documents):
    documents[2]["leaf"] = "00" * 32
    return documents


def other_chain(documents):
    documents[2]["chain"] = "00" * 32
    return documents


def no_entry(documents):
    documents[2]["entry"] = "{}"
    documents[2]["leaf"] = merkle.leaf_hash(b"{}").hex()
    return documents


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (swap, "entry 3: the server gave entry 4"),
        (renumber, "entry 3: the running chain is broken"),
        (drop_last, "holds back entries"),
        (other_payload, "entry 2: payload"),
        (other_leaf, "entry 2: its hash is not the one in the public record"),
        (other_chain, "entry 2: the running chain is broken"),
        (no_entry, "entry 2: entry.type"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_changed_answer_is_refused(source, change, words):
    source.change = change
    with pytest.raises(RefusedError, match=words):
        read(source)


def test_entries_that_were_not_signed_for_are_refused(source):
    note = source.checkpoint()
    source.checkpoint = lambda: note
    entry = encode_entry("drill", b"{}", trustee=1, signature="00" * 64)
    source.board.rows[-1] = (entry, b"{}")
    with pytest.raises(RefusedError, match="not the ones its checkpoint was signed for"):
        read(source)


def test_a_checkpoint_of_another_key_is_refused(source, seen):
    source.board.signer = NoteSigner(ORIGIN, bytes(32))
    with pytest.raises(RefusedError, match="signature does not hold"):
        read(source, seen)


def test_a_board_that_names_another_key_than_signs_it_is_refused(source):
    source.board.signer = NoteSigner(ORIGIN, bytes(32))
    seen = Seen(source.board.signer.verifier().text(), source.checkpoint())
    with pytest.raises(RefusedError, match="signed by another key than it names"):
        read(source, seen)


def test_a_board_that_names_another_key_when_it_is_read_again_is_refused(source):
    honest = source.board.documents()[0]
    key = source.board.signer.verifier().text()
    source.board.signer = NoteSigner(ORIGIN, bytes(32))
    other = source.board.signer.verifier().text()
    answers = [{**honest, "payload": honest["payload"].replace(key, other)}, honest]
    source.change = lambda documents: [answers.pop(0) if answers else honest, *documents[1:]]
    with pytest.raises(RefusedError, match="signed by another key than it names"):
        read(source)


def test_a_board_of_another_election_is_refused(source):
    with pytest.raises(RefusedError, match="of another election"):
        Board(source, OTHER_ID, None)


def test_a_board_that_became_shorter_is_refused(source, seen):
    del source.board.rows[5:]
    with pytest.raises(RefusedError, match="shorter than when your key was made"):
        read(source, seen)


def test_a_board_that_was_rewritten_is_refused(source, seen):
    rows = source.board.rows
    rows[4], rows[5] = rows[5], rows[4]
    with pytest.raises(RefusedError, match="rewritten since your key was made"):
        read(source, seen)


def test_a_board_that_begins_with_something_else_is_refused(source):
    source.change = lambda documents: documents[1:]
    with pytest.raises(RefusedError, match="entry 0"):
        read(source)
