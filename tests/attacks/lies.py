"""What a lying key holder may try at each step of the ceremony and at the count.

Key holder 3 lies; whatever it signs is signed well. A lie is made from what anybody sees and what
key holder 3 knows, so it can be told to a server as well as put on a record in memory.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gmpy2 import invert

from crypto import canonical_json
from crypto.ceremony import CeremonyView
from crypto.ceremony_payloads import ComplaintPayload, ConfirmPayload
from crypto.entropy import random_nonzero_scalar
from crypto.trustee_keys import (
    ShareNonces,
    TrusteeSecret,
    answer_drill,
    draw_key_nonces,
    encrypt_shares,
    publish_keys,
)

LIAR = 3
OTHER_ELECTION = "11111111-2222-4333-8444-555555555555"

Document = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """The ceremony just before key holder 3 takes a step, and the secrets of all key holders."""

    view: CeremonyView
    secrets: Sequence[TrusteeSecret]
    challenge: bytes = bytes(range(32))
    """What the server asks of key holder 3 in a drill."""

    @property
    def liar(self) -> TrusteeSecret:
        return self.secrets[LIAR - 1]

    @property
    def group(self):
        return self.view.ceremony.group


@dataclass(frozen=True)
class Lie:
    """How to tell it: the step it is told in, and the payload's document."""

    step: str
    tell: Callable[[Seen], Document]


LIES: dict[str, Lie] = {}


def lie(step: str):
    """Register a lie under its function's name."""

    def register(tell):
        LIES[tell.__name__] = Lie(step, tell)
        return tell

    return register


def flip(digits: str) -> str:
    return digits[:-1] + ("0" if digits[-1] != "0" else "1")


# --- What honest key holders say ---------------------------------------------------------------
def key_of(seen: Seen, secret: TrusteeSecret, ceremony=None) -> Document:
    ceremony = ceremony or seen.view.ceremony
    nonces = draw_key_nonces(ceremony.group, ceremony.threshold)
    return json.loads(publish_keys(secret, ceremony, nonces).encode(ceremony.group))


def shares_of(seen: Seen, secret: TrusteeSecret, view: CeremonyView | None = None) -> Document:
    view = view or seen.view
    nonces = {i: ShareNonces.draw(seen.group) for i in view.keys if i != secret.index}
    return json.loads(encrypt_shares(secret, view, nonces).encode(seen.group))


def confirmation_of(seen: Seen, secret: TrusteeSecret) -> Document:
    view = seen.view
    payload = ConfirmPayload(
        view.ceremony.election_id, view.attempt, secret.index, view.transcript()
    )
    return json.loads(payload.encode())


def drill_of(seen: Seen, secret: TrusteeSecret) -> Document:
    nonce = random_nonzero_scalar(seen.group)
    payload = answer_drill(secret, seen.view, challenge=seen.challenge, nonce=nonce)
    return json.loads(payload.encode(seen.group))


HONEST: dict[str, Callable[[Seen, TrusteeSecret], Document]] = {
    "trustee": key_of,
    "share": shares_of,
    "confirm": confirmation_of,
    "drill": drill_of,
}


def told(name: str, seen: Seen) -> bytes:
    """The payload of a lie, in the canonical form."""
    return canonical_json.encode(LIES[name].tell(seen))


def twin(seen: Seen, **changes) -> CeremonyView:
    """The same ceremony with some of its payload changed: another election, another attempt."""
    view = CeremonyView.of_attempt(replace(seen.view.ceremony, **changes))
    view.keys = dict(seen.view.keys)
    return view


# --- Keys --------------------------------------------------------------------------------------
@lie("trustee")
def rogue_key(seen: Seen) -> Document:
    """K = g^x / (K_1 K_2), so that the joint key would be the liar's alone."""
    document = key_of(seen, seen.liar)
    others = seen.group.product(key.commitments[0] for key in seen.view.keys.values())
    rogue = int(document["commitments"][0], 16) * int(invert(others, seen.group.p))
    document["commitments"][0] = seen.group.element_hex(rogue % int(seen.group.p))
    return document


@lie("trustee")
def key_with_a_bad_proof(seen: Seen) -> Document:
    document = key_of(seen, seen.liar)
    document["proof"]["responses"][0] = flip(document["proof"]["responses"][0])
    return document


@lie("trustee")
def key_and_proof_of_another(seen: Seen) -> Document:
    """Key holder 2's, with the liar's number and signing key."""
    own = key_of(seen, seen.liar)
    kept = {name: own[name] for name in ("trustee", "signing_key")}
    return key_of(seen, seen.secrets[1]) | kept


@lie("trustee")
def proof_from_another_attempt(seen: Seen) -> Document:
    earlier = replace(seen.view.ceremony, attempt=seen.view.attempt + 1)
    return key_of(seen, seen.liar, earlier) | {"attempt": seen.view.attempt}


@lie("trustee")
def key_from_another_election(seen: Seen) -> Document:
    """The key as it stands on the other election's record."""
    elsewhere = replace(seen.view.ceremony, election_id=OTHER_ELECTION)
    return key_of(seen, seen.liar, elsewhere)


@lie("trustee")
def proof_from_another_election(seen: Seen) -> Document:
    """The same, with the name of this election put in."""
    election = {"election": seen.view.ceremony.election_id}
    return key_from_another_election(seen) | election


@lie("trustee")
def key_under_the_number_of_another(seen: Seen) -> Document:
    return key_of(seen, replace(seen.liar, index=2))


@lie("trustee")
def key_of_too_low_a_degree(seen: Seen) -> Document:
    """One commitment less: fewer key holders than promised could open the count."""
    document = key_of(seen, seen.liar)
    document["commitments"].pop()
    document["proof"]["responses"].pop()
    return document


@lie("trustee")
def signing_key_of_another(seen: Seen) -> Document:
    secret = replace(seen.liar, signing_seed=seen.secrets[0].signing_seed)
    return key_of(seen, secret)


# --- Shares ------------------------------------------------------------------------------------
@lie("share")
def share_with_a_bad_proof(seen: Seen) -> Document:
    document = shares_of(seen, seen.liar)
    proof = document["shares"][0]["proof"]
    proof["response"] = flip(proof["response"])
    return document


@lie("share")
def share_for_number_zero(seen: Seen) -> Document:
    """P(0) is the secret itself."""
    document = shares_of(seen, seen.liar)
    document["shares"][0]["to"] = 0
    return document


@lie("share")
def two_shares_for_one_and_none_for_the_other(seen: Seen) -> Document:
    document = shares_of(seen, seen.liar)
    document["shares"][1] = document["shares"][0]
    return document


@lie("share")
def share_for_a_key_holder_there_is_not(seen: Seen) -> Document:
    document = shares_of(seen, seen.liar)
    document["shares"][1]["to"] = len(seen.secrets) + 1
    return document


@lie("share")
def one_share_too_few(seen: Seen) -> Document:
    document = shares_of(seen, seen.liar)
    document["shares"].pop()
    return document


@lie("share")
def shares_under_the_number_of_another(seen: Seen) -> Document:
    return shares_of(seen, seen.secrets[0])


@lie("share")
def shares_from_another_election(seen: Seen) -> Document:
    elsewhere = twin(seen, election_id=OTHER_ELECTION)
    election = {"election": seen.view.ceremony.election_id}
    return shares_of(seen, seen.liar, elsewhere) | election


# --- Confirmations, complaints and drills ------------------------------------------------------
@lie("confirm")
def confirmation_of_another_transcript(seen: Seen) -> Document:
    return confirmation_of(seen, seen.liar) | {"transcript": "5a" * 32}


@lie("drill")
def drill_without_the_key(seen: Seen) -> Document:
    """Its own part of the key share is another than the one it committed to."""
    false = TrusteeSecret.draw(seen.group, index=LIAR, threshold=seen.view.ceremony.threshold)
    secret = replace(seen.liar, coefficients=false.coefficients)
    return drill_of(seen, secret)


@lie("drill")
def drill_of_another(seen: Seen) -> Document:
    return drill_of(seen, seen.secrets[0]) | {"trustee": LIAR}


@lie("drill")
def drill_for_another_attempt(seen: Seen) -> Document:
    return drill_of(seen, seen.liar) | {"attempt": seen.view.attempt + 1}


# --- What only the receiver can notice ---------------------------------------------------------
def shares_that_do_not_fit(seen: Seen) -> Document:
    """Well made and well proven, of another polynomial than the one committed to."""
    false = TrusteeSecret.draw(seen.group, index=LIAR, threshold=seen.view.ceremony.threshold)
    return shares_of(seen, replace(seen.liar, coefficients=false.coefficients))


def one_share_that_does_not_fit(seen: Seen) -> Document:
    """The last share alone is false; key holder 1 has nothing to complain of."""
    document = shares_of(seen, seen.liar)
    document["shares"][-1] = shares_that_do_not_fit(seen)["shares"][-1]
    return document


def complaint_of(seen: Seen, by: TrusteeSecret, reason: str = "share") -> Document:
    payload = ComplaintPayload(
        seen.view.ceremony.election_id, seen.view.attempt, by.index, LIAR, reason
    )
    return json.loads(payload.encode())
