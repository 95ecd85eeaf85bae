"""C2, C19. A false unlock share is named by server, other key holders' programs, and verifier."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from crypto.canonical_json import encode
from crypto.context import ElectionContext
from crypto.decryption import TallyDecryptor, draw_nonces
from crypto.entries import decode_entry
from crypto.group import Scalar
from crypto.tally import members
from crypto.tally_payloads import EncryptedTally
from crypto.trustee_keys import key_share
from tally import selectors
from tally.tasks import count_advance
from tests.attacks.doors import entries, failed, give
from tests.attacks.followers import before, browser_modules, followed
from tests.attacks.lies import LIAR, OTHER_ELECTION
from tests.simulated_line import Line
from tests.simulator import ELECTION_ID
from tests.verifier.defects.kit import doubled, negated
from trustee import steps
from trustee.board import BoardEntry
from trustee.errors import RefusedError
from trustee.record import BadEntryError, Record
from voting.ceremonies import ceremony_view
from voting.contexts import election_context
from voting.services import election_close

Document = dict[str, Any]
NAME = f"trustee {LIAR}"


def first(document: Document) -> Document:
    return document["contests"][0][0]


def another_factor(document: Document) -> None:
    first(document)["share"] = doubled(first(document)["share"])


def factor_outside_the_group(document: Document) -> None:
    first(document)["share"] = negated(first(document)["share"])


def factors_of_two_options_exchanged(document: Document) -> None:
    document["contests"][0][:2] = document["contests"][0][1::-1]


def proof_of_another_option(document: Document) -> None:
    first(document)["proof"] = document["contests"][0][1]["proof"]


def one_total_left_out(document: Document) -> None:
    document["contests"][0].pop()


def for_other_totals(document: Document) -> None:
    document["tally"] = "5a" * 32


def under_the_number_of_another(document: Document) -> None:
    document["trustee"] = 1


def for_another_election(document: Document) -> None:
    document["election"] = OTHER_ELECTION


LIES: dict[str, Callable[[Document], None] | None] = {
    lie.__name__: lie
    for lie in (
        another_factor,
        factor_outside_the_group,
        factors_of_two_options_exchanged,
        proof_of_another_option,
        one_total_left_out,
        for_other_totals,
        under_the_number_of_another,
        for_another_election,
    )
}
LIES["made_with_anothers_key"] = None
IN_NO_NAME = {"under_the_number_of_another"}
"""Refused before any number is looked at. The sender is known from the link, and is told."""


def told(
    name: str,
    context: ElectionContext,
    totals: tuple[EncryptedTally, bytes],
    shares: list[Scalar],
) -> bytes:
    """The liar's answer to the totals and their hash, with the key shares of all key holders."""
    tally, tally_hash = totals
    lie = LIES[name]
    share = shares[LIAR - 1 if lie else 0]
    decryptor = TallyDecryptor(context, trustee=LIAR, key_share=share)
    nonces = draw_nonces(context.group, tally)
    payload = decryptor.decrypt(tally, tally_hash=tally_hash, nonces=nonces)
    document = json.loads(payload.encode(context.group))
    if lie:
        lie(document)
    return encode(document)


@pytest.mark.parametrize("name", LIES)
def test_the_server_refuses_the_liar(built, name):
    election_close(election=built.election)
    count_advance.delay(built.election.slug)
    election = built.reload()
    totals, view = selectors.totals(election), ceremony_view(election)
    shares = [key_share(secret, view) for secret in built.secrets]
    counted = (totals.tally, totals.payload_hash)
    lie = told(name, election_context(election), counted, shares)
    size = entries(built)
    answer = give(built, built.secrets[LIAR - 1], "decryption", lie)
    assert 400 <= answer.status_code < 500
    assert entries(built) == size
    words = answer.json()["message"]
    assert (NAME in words) is (name not in IN_NO_NAME), words


@pytest.fixture(scope="module")
def on_record(honest_record) -> dict[str, list[Line]]:
    """Records whose server let a lie through, by the lie; it stands last on each."""
    lines = before(honest_record, "decryption", 1)
    secret = honest_record.secrets[LIAR - 1]
    view, context = followed(lines), honest_record.context
    shares = [key_share(each, view) for each in honest_record.secrets]
    totals = _totals(lines, context)
    return {
        name: [
            *lines,
            Line(
                "decryption",
                told(name, context, totals, shares),
                secret.signing_seed,
                {"trustee": LIAR},
            ),
        ]
        for name in LIES
    }


def _totals(lines, context) -> tuple[EncryptedTally, bytes]:
    record = _record(lines)
    return members(context, record.tally.contests), record.tally_hash


def _record(lines) -> Record:
    record = Record(ELECTION_ID, BytesIO())
    record.read(
        BoardEntry(index, decode_entry(line.entry()), line.payload)
        for index, line in enumerate(lines)
    )
    return record


@pytest.mark.parametrize("name", LIES)
def test_the_program_of_another_key_holder_names_the_liar(on_record, honest_record, name):
    lines = on_record[name]
    tally, _ = _totals(lines[:-1], honest_record.context)
    with pytest.raises(RefusedError) as refusal:
        steps.verify_unlock_shares(_record(lines), tally)
    error = refusal.value
    named = error.trustee == LIAR if isinstance(error, BadEntryError) else NAME in str(error)
    assert named, error


@pytest.fixture(scope="module")
def modules():
    with browser_modules() as modules:
        yield modules


@pytest.mark.parametrize("name", LIES)
def test_the_page_of_another_key_holder_names_the_liar(on_record, modules, name):
    said = modules.follow(on_record[name])
    assert said["code"] == "refused"
    assert said["trustee"] == LIAR


@pytest.mark.parametrize("name", LIES)
def test_the_verifier_names_the_liar(on_record, honest, name):
    simulation = honest.simulation
    simulation.lines = on_record[name]
    code, words = honest.verify(simulation)
    assert code == 1
    assert failed(words)
    assert f"entry {len(simulation.lines) - 1} (decryption, by {NAME})" in words


def test_an_honest_unlock_share_has_nobody_named(honest_record, honest, modules):
    lines = honest_record.lines[: honest_record.index("decryption", 2) + 1]
    assert "code" not in modules.follow(lines)
    tally, _ = _totals(before(honest_record, "decryption", 1), honest_record.context)
    steps.verify_unlock_shares(_record(lines), tally)
