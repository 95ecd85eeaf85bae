"""The key ceremony as anybody can follow it on the board: proofs, phases, and the keys it makes.

n trustees publish keys and shares; any k of them can decrypt later. Nothing here needs a secret.
Source: docs/spec/protocol.md S4; docs/spec/record.md section 3; Pedersen, EUROCRYPT 1991.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Self

from crypto.ceremony_payloads import (
    CeremonyPayload,
    CeremonyStep,
    ComplaintPayload,
    ConfirmPayload,
    DrillPayload,
    SharePayload,
    TrusteePayload,
    decode_ceremony_payload,
    decode_complaint_payload,
    decode_confirm_payload,
    decode_drill_payload,
    decode_share_payload,
    decode_trustee_payload,
)
from crypto.ceremony_proofs import (
    ProvenShare,
    TrusteeKey,
    evaluate_commitments,
    transcript_hash,
    verify_share_payload,
    verify_trustee_payload,
)
from crypto.entries import EntryHeader
from crypto.errors import CryptoError, MembershipError, ProofError
from crypto.group import Element, Group
from crypto.schnorr import DrillStatement, verify_drill
from crypto.waiver import WaiverPayload, decode_waiver_payload

CEREMONY_TYPES = ("ceremony", "trustee", "share", "confirm", "complaint", "drill", "waiver")
"""The types of entry a CeremonyView takes."""

AnyPayload = CeremonyPayload | CeremonyStep | WaiverPayload

_DECODERS: Mapping[str, Callable[[bytes], AnyPayload]] = {
    "ceremony": decode_ceremony_payload,
    "confirm": decode_confirm_payload,
    "complaint": decode_complaint_payload,
    "waiver": decode_waiver_payload,
}
_DECODERS_OF_NUMBERS: Mapping[str, Callable[[bytes, Group], AnyPayload]] = {
    "trustee": decode_trustee_payload,
    "share": decode_share_payload,
    "drill": decode_drill_payload,
}


class CeremonyError(CryptoError):
    """An entry of the ceremony stands where the order of the ceremony does not allow it."""


class Phase(StrEnum):
    """What the ceremony waits for."""

    START = "start"
    KEYS = "keys"
    SHARES = "shares"
    CONFIRMING = "confirming"
    DRILLING = "drilling"
    STOPPED = "stopped"


class CeremonyView:
    """The ceremony of one election, fed with its entries in the order of the board.

    An entry that is refused leaves the view as it was. A new attempt begins from nothing.

    Attributes:
        phase: what the ceremony waits for; drills are taken at any time after the last `confirm`.
        keys: by trustee.
        shares: by sender.
        confirmed: trustees who confirmed the transcript.
        drilled: trustees who passed at least one drill.
        waived: trustees whose drill the organiser does not wait for; they may still pass one.
        complaints: every complaint of this attempt; one stops it.
    """

    def __init__(self) -> None:
        self._ceremony: CeremonyPayload | None = None
        self._begin()

    def _begin(self) -> None:
        self.phase = Phase.START
        self.keys: dict[int, TrusteeKey] = {}
        self.shares: dict[int, tuple[ProvenShare, ...]] = {}
        self.confirmed: set[int] = set()
        self.drilled: set[int] = set()
        self.waived: set[int] = set()
        self._drills: set[DrillPayload] = set()
        self.complaints: list[ComplaintPayload] = []

    @classmethod
    def of_attempt(cls, payload: CeremonyPayload) -> Self:
        """Return a view that begins with this attempt, whichever number it has.

        Nothing is known of the attempts before it, so their order is the caller's to check.
        """
        view = cls()
        view._open(payload)
        return view

    @property
    def ceremony(self) -> CeremonyPayload:
        """The payload that began this attempt.

        Raises:
            CeremonyError: the ceremony has not begun.
        """
        if self._ceremony is None:
            raise CeremonyError("ceremony: has not begun")
        return self._ceremony

    @property
    def attempt(self) -> int:
        """Number of this attempt, 0 before the first."""
        return self._ceremony.attempt if self._ceremony else 0

    @property
    def is_complete(self) -> bool:
        """Whether every trustee has confirmed, and passed a drill or been waived."""
        return self.phase is Phase.DRILLING and not self.missing()

    def missing(self) -> tuple[int, ...]:
        """Return the numbers of the trustees the present phase still waits for, ascending."""
        present = {
            Phase.KEYS: self.keys.keys(),
            Phase.SHARES: self.shares.keys(),
            Phase.CONFIRMING: self.confirmed,
            Phase.DRILLING: self.drilled | self.waived,
        }
        if self.phase not in present:
            return ()
        numbers = range(1, len(self.ceremony.trustees) + 1)
        return tuple(i for i in numbers if i not in present[self.phase])

    def add_entry(self, header: EntryHeader, data: bytes) -> None:
        """Take the next entry of the board, its signature included.

        Args:
            header: the entry, of one of CEREMONY_TYPES.
            data: its payload's bytes.

        Raises:
            DecodeError: entry and payload do not belong together, or the payload is malformed.
            CeremonyError: this entry is not allowed here.
            MembershipError: a number is not in the group.
            ProofError: a signature or a proof does not hold.
        """
        header.verify_payload(data)
        payload = self.decode(header.kind, data)
        if isinstance(payload, CeremonyStep):
            if header.trustee != payload.trustee:
                raise ProofError(f"{header.kind}: entry and payload name different trustees")
            header.verify_signature(self._signer(payload))
        self.add(payload)

    def decode(self, kind: str, data: bytes) -> AnyPayload:
        """Read a payload of one of CEREMONY_TYPES in the parameter set of this ceremony.

        Raises:
            DecodeError: the payload is malformed.
            CeremonyError: the type is none of them, or the ceremony has not begun.
        """
        if kind in _DECODERS:
            return _DECODERS[kind](data)
        if kind in _DECODERS_OF_NUMBERS:
            return _DECODERS_OF_NUMBERS[kind](data, self.ceremony.group)
        raise CeremonyError(f"ceremony: entry of type {kind} is none of a ceremony")

    def add(self, payload: AnyPayload) -> None:
        """Take the next payload, whose signature was checked elsewhere.

        Raises:
            CeremonyError: it is not allowed here.
            MembershipError: a number is not in the group.
            ProofError: a proof does not hold.
        """
        if isinstance(payload, CeremonyPayload):
            self._start(payload)
            return
        if isinstance(payload, WaiverPayload):
            self._add_waiver(payload)
            return
        place = f"trustee {payload.trustee}"
        self._check_context(payload, place, highest=payload.trustee)
        match payload:
            case TrusteePayload():
                self._add_keys(payload)
            case SharePayload():
                self._add_shares(payload)
            case ConfirmPayload():
                self._add_confirmation(payload)
            case ComplaintPayload():
                self._add_complaint(payload)
            case DrillPayload():
                self._add_drill(payload)
            case _:
                raise CeremonyError("ceremony: not a step of a ceremony")

    def signing_key(self, trustee: int) -> bytes:
        """Return the Ed25519 public key of a trustee, 32 bytes.

        Raises:
            CeremonyError: the trustee has no keys on the board.
        """
        if trustee not in self.keys:
            raise CeremonyError(f"trustee {trustee}: has no keys on the board")
        return self.keys[trustee].signing_key

    def shares_for(self, recipient: int) -> tuple[ProvenShare, ...]:
        """Return the shares sent to one trustee so far, ascending by sender."""
        found = (share for _, shares in sorted(self.shares.items()) for share in shares)
        return tuple(share for share in found if share.recipient == recipient)

    def verify_shares_complete(self) -> None:
        """Check that every trustee has sent its shares.

        Raises:
            CeremonyError: shares are missing.
        """
        if self.phase in {Phase.START, Phase.KEYS, Phase.SHARES}:
            raise CeremonyError("ceremony: not every trustee has sent its shares")

    def joint_key(self) -> Element:
        """Compute the joint public key K.

        Raises:
            CeremonyError: keys are missing.
        """
        # K = prod_i K_i0   (S4.5)
        return self._joint_commitment(0)

    def share_key(self, trustee: int) -> Element:
        """Compute S_i, the public part of trustee i's key share.

        Raises:
            CeremonyError: keys are missing.
        """
        # S_i = prod_j (prod_m K_mj)^{i^j} = g^{z_i}   (S4.5)
        sums = [self._joint_commitment(j) for j in range(self.ceremony.threshold)]
        return evaluate_commitments(self.ceremony.group, sums, trustee)

    def transcript(self) -> bytes:
        """Compute H_G, 32 bytes: what every trustee has to have seen alike.

        Raises:
            CeremonyError: keys are missing.
        """
        keys = [key for _, key in sorted(self.keys.items())]
        return transcript_hash(self.ceremony, self.joint_key(), keys)

    def drill_statement(self, trustee: int, challenge: bytes) -> DrillStatement:
        """Return what a trustee proves for a server's challenge of 32 bytes.

        Raises:
            CeremonyError: keys are missing.
        """
        return DrillStatement(
            h_p=self.ceremony.h_p,
            election_id=self.ceremony.election_id,
            trustee=trustee,
            share_key=self.share_key(trustee),
            server_challenge=challenge,
        )

    def _joint_commitment(self, degree: int) -> Element:
        if len(self.keys) != len(self.ceremony.trustees):
            raise CeremonyError("ceremony: not every trustee has made its keys")
        return self.ceremony.group.product(key.commitments[degree] for key in self.keys.values())

    def _signer(self, payload: CeremonyStep) -> bytes:
        # The entry that brings a trustee's signing key is signed by that key.
        if isinstance(payload, TrusteePayload):
            return payload.signing_key
        return self.signing_key(payload.trustee)

    def _start(self, payload: CeremonyPayload) -> None:
        if payload.attempt != self.attempt + 1:
            expected, got = self.attempt + 1, payload.attempt
            raise CeremonyError(f"ceremony: expected attempt {expected}, got {got}")
        if self._ceremony is not None and _fixed(payload) != _fixed(self._ceremony):
            raise CeremonyError("ceremony: a new attempt is for another election or log")
        self._open(payload)

    def _open(self, payload: CeremonyPayload) -> None:
        self._begin()
        self._ceremony = payload
        self.phase = Phase.KEYS

    def _check_context(
        self, payload: CeremonyStep | WaiverPayload, place: str, *, highest: int
    ) -> None:
        if payload.election_id != self.ceremony.election_id:
            raise CeremonyError(f"{place}: payload is for another election")
        if payload.attempt != self.attempt:
            raise CeremonyError(f"{place}: expected attempt {self.attempt}, got {payload.attempt}")
        if highest > len(self.ceremony.trustees):
            raise CeremonyError(f"{place}: there are only {len(self.ceremony.trustees)}")

    def _expect(self, payload: CeremonyStep, *phases: Phase) -> None:
        if self.phase not in phases:
            what = type(payload).__name__.removesuffix("Payload").lower()
            raise CeremonyError(f"trustee {payload.trustee}: no {what} allowed, phase {self.phase}")

    def _expect_missing(self, payload: CeremonyStep) -> None:
        if payload.trustee not in self.missing():
            raise CeremonyError(f"trustee {payload.trustee}: has taken this step already")

    def _advance(self, phase: Phase) -> None:
        if not self.missing():
            self.phase = phase

    def _add_keys(self, payload: TrusteePayload) -> None:
        self._expect(payload, Phase.KEYS)
        self._expect_missing(payload)
        self._verify_fresh(payload)
        key = verify_trustee_payload(payload, self.ceremony)
        group = self.ceremony.group
        others = group.product(other.commitments[0] for other in self.keys.values())
        if not self.missing()[1:] and group.product((others, key.commitments[0])) == group.one:
            raise MembershipError(f"trustee {payload.trustee}: the joint key must not be one")
        self.keys[payload.trustee] = key
        self._advance(Phase.SHARES)

    def _verify_fresh(self, payload: TrusteePayload) -> None:
        """Check that no key of a trustee stands on the board already, or twice in its payload."""
        known: list[object] = []
        for key in self.keys.values():
            known += [key.signing_key, key.communication_key, *key.commitments]
        new = [payload.signing_key, payload.communication_key, *payload.commitments]
        if len(set(new)) != len(new) or not set(known).isdisjoint(new):
            raise ProofError(f"trustee {payload.trustee}: a key stands on the board twice")

    def _add_shares(self, payload: SharePayload) -> None:
        self._expect(payload, Phase.SHARES)
        self._expect_missing(payload)
        self.shares[payload.trustee] = verify_share_payload(payload, self.ceremony)
        self._advance(Phase.CONFIRMING)

    def _add_confirmation(self, payload: ConfirmPayload) -> None:
        self._expect(payload, Phase.CONFIRMING)
        self._expect_missing(payload)
        if payload.transcript != self.transcript():
            raise ProofError(f"trustee {payload.trustee}: confirms another transcript")
        self.confirmed.add(payload.trustee)
        self._advance(Phase.DRILLING)

    def _add_complaint(self, payload: ComplaintPayload) -> None:
        self._expect(payload, Phase.SHARES, Phase.CONFIRMING)
        if payload.against > len(self.ceremony.trustees):
            raise CeremonyError(f"trustee {payload.trustee}: complains of a trustee there is not")
        self.complaints.append(payload)
        self.phase = Phase.STOPPED

    def _add_drill(self, payload: DrillPayload) -> None:
        self._expect(payload, Phase.DRILLING)
        statement = self.drill_statement(payload.trustee, payload.challenge)
        verify_drill(self.ceremony.group, statement, payload.proof)
        if payload in self._drills:
            raise ProofError(f"trustee {payload.trustee}: this drill stands on the board already")
        self._drills.add(payload)
        self.drilled.add(payload.trustee)

    def _add_waiver(self, payload: WaiverPayload) -> None:
        self._check_context(payload, "waiver", highest=payload.trustees[-1])
        if self.phase is not Phase.DRILLING:
            raise CeremonyError(f"waiver: not allowed, phase {self.phase}")
        # One key more than the count needs has proven itself, so that one may still be lost.
        fewest = self.ceremony.threshold + 1
        if len(self.drilled) < fewest:
            raise CeremonyError(f"waiver: expected {fewest} drills, got {len(self.drilled)}")
        done = sorted(set(payload.trustees) - set(self.missing()))
        if done:
            raise CeremonyError(f"waiver: nothing is asked of trustee {done[0]} any more")
        self.waived.update(payload.trustees)


def _fixed(payload: CeremonyPayload) -> tuple[object, ...]:
    """What every attempt at the keys of one election has in common."""
    return (payload.election_id, payload.origin, payload.log_key, payload.demonstration)
