"""Elections at the stages that key holders are asked something in, with their key files."""

from base64 import b64encode

from board.selectors import checkpoint_latest, log_verifier_key
from crypto.entropy import random_bytes
from crypto.kdf import NONCE_SIZE
from crypto.key_file import SALT_SIZE, KeyPurpose, encode_key_file
from crypto.trustee_keys import TrusteeSecret
from tally.tasks import count_advance
from tests.browser.holders import PASSPHRASE
from tests.elections import (
    BuiltElection,
    confirm_payload,
    draft_election,
    key_payload,
    open_election,
    send_entry,
    share_payload,
)
from tests.votes import vote
from voting.ceremonies import ceremony_view
from voting.selectors import trustee_get
from voting.services import ceremony_start, election_close, trustee_invite

TRUSTEES = {"trustees": 3, "threshold": 2}


def begun_election(**choices):
    """Key holders are asked for their keys."""
    built = draft_election(**{**TRUSTEES, **choices})
    ceremony_start(election=built.election)
    built.reload()
    return built


def shared_election(**choices):
    """Key holders are asked to try their key files out."""
    built = begun_election(**choices)
    ceremony = ceremony_view(built.election).ceremony
    built.secrets = [
        TrusteeSecret.draw(ceremony.group, index=index, threshold=ceremony.threshold)
        for index in range(1, len(ceremony.trustees) + 1)
    ]
    for make in (key_payload, share_payload, confirm_payload):
        for secret in built.secrets:
            send_entry(built, secret, make)
    return built


def totals_election(*, voters=4, **choices):
    """The totals are on the record, and key holders are asked to unlock them."""
    built = open_election(**{**TRUSTEES, **choices}, voters=voters, is_demonstration=False)
    for voter in range(1, voters):
        vote(built, voter, [[1, 0, 0]])
    vote(built, 1, [[0, 1, 0]])
    election_close(election=built.election)
    count_advance(built.election.slug)
    built.reload()
    return built


def key_file(built: BuiltElection, secret: TrusteeSecret) -> str:
    election = built.election
    purpose = KeyPurpose(
        election_id=election.slug,
        trustee=secret.index,
        parameters=election.parameters,
        attempt=election.attempt,
        log_key=log_verifier_key(election.log),
        checkpoint=checkpoint_latest(election.log).note,
    )
    salt, nonce = random_bytes(SALT_SIZE), random_bytes(NONCE_SIZE)
    return b64encode(encode_key_file(secret, purpose, PASSPHRASE, salt=salt, nonce=nonce)).decode()


def described(built: BuiltElection) -> dict[str, object]:
    election = built.election
    indices = range(1, election.trustees.count() + 1)
    return {
        "id": election.slug,
        "tokens": [trustee_invite(trustee=trustee_get(election, index)) for index in indices],
        "files": [key_file(built, secret) for secret in built.secrets],
    }
