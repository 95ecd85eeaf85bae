"""Voters sign in by signing a challenge with their credential; the server keeps nothing of it."""

from django.core import signing

from crypto.entropy import random_bytes
from crypto.errors import ProofError
from crypto.reader import read_hex
from crypto.signing import verify_signature
from voting.errors import NotFoundError, SignInError
from voting.models import Election
from voting.selectors import RollEntry, roll_entry

CHALLENGE_SECONDS = 600
LONGEST_CHALLENGE = 300
SIGN_IN_PREFIX = "tabella/v1/sign-in"
REFUSED = "That code did not work. Check it against your voting email."


def sign_in_challenge(*, election: Election) -> str:
    """An ASCII challenge that this election accepts for ten minutes."""
    return _signer().sign(f"{election.slug}.{random_bytes(16).hex()}")


def sign_in_message(*, election_id: str, challenge: str) -> bytes:
    """The bytes a voter's credential signs."""
    return f"{SIGN_IN_PREFIX}{election_id}{challenge}".encode()


def sign_in_verify(
    *, election: Election, credential: str, challenge: str, signature: str
) -> RollEntry:
    """The voter roll's entry of whoever signed.

    Raises:
        DecodeError: credential or signature is not hex of the right length.
        SignInError: old or foreign challenge, bad signature or unknown credential, in one wording.
    """
    key = bytes.fromhex(read_hex(credential, "credential", 64))
    proof = bytes.fromhex(read_hex(signature, "signature", 128))
    _verify_challenge(election, challenge)
    message = sign_in_message(election_id=election.slug, challenge=challenge)
    try:
        verify_signature(key, message, proof)
        return roll_entry(election, credential)
    except (ProofError, NotFoundError) as error:
        raise SignInError(REFUSED) from error


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(sep="~", salt="voting.sign_in")


def _verify_challenge(election: Election, challenge: str) -> None:
    if len(challenge) > LONGEST_CHALLENGE or not challenge.isascii():
        raise SignInError(REFUSED)
    try:
        value = _signer().unsign(challenge, max_age=CHALLENGE_SECONDS)
    except signing.BadSignature as error:
        raise SignInError(REFUSED) from error
    if value.split(".", 1)[0] != election.slug:
        raise SignInError(REFUSED)
