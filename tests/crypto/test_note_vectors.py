"""Cosignatures and promises of the vectors, which the browser's modules judge alike."""

import base64
import json

import pytest

from crypto.cosignatures import CosignatureVerifier
from crypto.errors import DecodeError, ProofError
from crypto.manifest import Witnesses
from crypto.notes import NoteVerifier
from crypto.promises import open_promise
from crypto.reader import format_time
from scripts.make_note_vectors import TARGET, make_file

VECTORS = json.loads(TARGET.read_bytes())
ERRORS = {"decode": DecodeError, "proof": ProofError}
KEYS = tuple(VECTORS["witness_keys"])


def vectors(kind):
    return pytest.mark.parametrize("vector", VECTORS[kind], ids=lambda vector: vector["name"])


def note_of(vector):
    return base64.b64decode(vector["base64"]).decode()


def judge(vector, read):
    expected = vector["expected"]
    if isinstance(expected, str):
        with pytest.raises(ERRORS[expected]):
            read(note_of(vector))
    else:
        assert read(note_of(vector)) == expected


@vectors("cosignatures")
def test_cosignatures(vector):
    judge(vector, CosignatureVerifier.parse(KEYS[0]).verify)


@vectors("counts")
def test_witnesses_are_counted(vector):
    judge(vector, Witnesses(KEYS, 2).signed)


def said(note):
    promise = open_promise(note, NoteVerifier.parse(VECTORS["log_key"]))
    return {
        "at": format_time(promise.at),
        "ballot": promise.ballot,
        "credential": promise.credential,
    }


@vectors("promises")
def test_promises(vector):
    judge(vector, said)


def test_the_vectors_are_those_the_script_makes():
    assert TARGET.read_bytes() == make_file()
