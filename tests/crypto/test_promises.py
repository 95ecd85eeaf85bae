"""A promise says one thing, and nothing else that the log signs can be taken for one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crypto.errors import DecodeError, ProofError
from crypto.notes import Checkpoint, NoteSigner, open_checkpoint
from crypto.promises import Promise, decode_promise, open_promise
from tests.checkpoints import signed_checkpoint

ORIGIN = "tabella.example/e/8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10"
LOG = NoteSigner(ORIGIN, b"\1" * 32)
PROMISE = Promise(ORIGIN, "ab" * 32, "cd" * 32, datetime(2030, 5, 1, 8, 0, 1, tzinfo=UTC))


def test_what_was_promised_is_read_again():
    note = PROMISE.sign(LOG)
    assert open_promise(note, LOG.verifier()) == decode_promise(note) == PROMISE
    assert note.startswith(f"tabella/v1/promise\n{ORIGIN}\n{'ab' * 32}\n{'cd' * 32}\n2030-05-01T08")


def test_a_promise_is_no_checkpoint_and_a_checkpoint_no_promise():
    with pytest.raises(DecodeError):
        open_checkpoint(PROMISE.sign(LOG), LOG.verifier())
    with pytest.raises(DecodeError):
        open_promise(signed_checkpoint(LOG, ORIGIN, 1, bytes(32)), LOG.verifier())
    assert Checkpoint(ORIGIN, 1, bytes(32)).text().count("\n") != PROMISE.text().count("\n")


@pytest.mark.parametrize(
    "change", [{"ballot": "00" * 32}, {"credential": "00" * 32}, {"origin": "elsewhere.example"}]
)
def test_a_changed_promise_is_not_signed(change):
    signature = PROMISE.sign(LOG).rpartition("\n\n")[2]
    with pytest.raises(ProofError):
        open_promise(f"{replace(PROMISE, **change).text()}\n{signature}", LOG.verifier())


def test_a_log_promises_nothing_for_another():
    with pytest.raises(ProofError, match="origin"):
        open_promise(replace(PROMISE, origin="elsewhere.example").sign(LOG), LOG.verifier())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tabella/v1/promise\n",
        PROMISE.text() + "more\n",
        PROMISE.text().replace("v1", "v2"),
        PROMISE.text().replace("ab", "AB"),
        PROMISE.text().replace("Z", "+00:00"),
        PROMISE.text().replace(ORIGIN, "two words"),
    ],
)
def test_promises_have_one_form(text):
    with pytest.raises(DecodeError):
        Promise.parse(text)
