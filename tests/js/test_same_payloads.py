"""The payloads around the count: both programs accept the same, however mangled."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import CryptoError
from crypto.group import group_named
from crypto.payloads import (
    CancelPayload,
    ExtendPayload,
    decode_cancel_payload,
    decode_extend_payload,
    decode_freeze_payload,
    decode_roll_payload,
    decode_tally_input_payload,
    decode_turn_payload,
)
from crypto.roll_change import decode_roll_change_payload
from crypto.tally_payloads import (
    decode_decryption_payload,
    decode_result_payload,
    decode_tally_payload,
)
from tests.js.mangling import byte_edits, edit_bytes, edit_value, many, value_edits
from tests.js.test_same_verdicts import modules  # noqa: F401  a fixture, by its name
from tests.simulated_rolls import changed_election
from tests.simulator import ELECTION_ID

GROUP = group_named("EG-2.1-3072")
READERS: dict[str, Callable[[bytes], object]] = {
    "roll": decode_roll_payload,
    "roll-change": decode_roll_change_payload,
    "freeze": lambda data: decode_freeze_payload(data, GROUP),
    "open": lambda data: decode_turn_payload(data, "open"),
    "extend": decode_extend_payload,
    "cancel": decode_cancel_payload,
    "tally-input": decode_tally_input_payload,
    "tally": lambda data: decode_tally_payload(data, GROUP),
    "decryption": lambda data: decode_decryption_payload(data, GROUP),
    "result": lambda data: decode_result_payload(data, GROUP),
}
kinds = st.sampled_from(list(READERS))


@pytest.fixture(scope="module")
def honest():
    simulation = changed_election()
    at, later = simulation.tick(), simulation.tick()
    simulation.add("extend", ExtendPayload(ELECTION_ID, at, later, "Snow.\nMuch of it.").encode())
    simulation.add("cancel", CancelPayload(ELECTION_ID, at, "Flood").encode())
    return {kind: simulation.line(kind).payload for kind in READERS}


def check(modules, kind, data):  # noqa: F811
    try:
        READERS[kind](data)
        expected = "accept"
    except CryptoError:
        expected = "refuse"
    assert modules(kind, data) == expected, data
    return expected


def test_unchanged_payloads_are_accepted_by_both(modules, honest):  # noqa: F811
    for kind, data in honest.items():
        assert check(modules, kind, data) == "accept"


@many
@given(kinds, byte_edits)
def test_payloads_with_bytes_changed(modules, honest, kind, edits):  # noqa: F811
    check(modules, kind, edit_bytes(honest[kind], edits))


@many
@given(kinds, value_edits)
def test_payloads_with_fields_changed(modules, honest, kind, edits):  # noqa: F811
    check(modules, kind, edit_value(honest[kind], edits))
