"""The payloads of the key ceremony: reading them strictly and writing them.

Numbers read here are residues: nothing in this module has tested that they belong to the group, and
no proof has been checked. crypto.ceremony does both.
Source: docs/spec/record.md sections 4.1 to 4.6.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from crypto import canonical_json
from crypto.canonical_json import JsonValue
from crypto.errors import DecodeError
from crypto.group import PARAMETER_SETS, Group, Residue, group_named
from crypto.hash_chain import parameter_hash
from crypto.notes import NoteVerifier
from crypto.number_fields import (
    proof_document,
    proof_field,
    read_residue,
    read_scalar,
    residue_field,
    scalar_field,
)
from crypto.reader import Fields, read_text
from crypto.schnorr import KeyProof, SchnorrProof

MAX_TRUSTEES = 100
MAX_PAYLOAD = 1 << 20
"""Bytes of the largest payload of a ceremony: a hundred shares at 4096 bits take about 130,000."""

MAX_ATTEMPT = 2**31 - 1

_MAX_NAME = 200
_COMPLAINT_REASONS = ("proof", "share", "transcript")


@dataclass(frozen=True, slots=True)
class CeremonyPayload:
    """The start of one attempt at making the election's keys.

    Attributes:
        election_id: lower-case UUID.
        attempt: 1, 2, ...; a new attempt makes void what stands before it.
        demonstration: whether this is a demonstration, which has hashes of its own.
        key_tool: SHA-256 of the list of files of the tool the keys are made with, 64 hex digits.
        log_key: verifier key of the election's log, whose name is `origin`.
        origin: origin of the log.
        parameters: name of the parameter set.
        threshold: k in [1, n].
        trustees: names of the n trustees in the order of their numbers.
    """

    election_id: str
    attempt: int
    demonstration: bool
    key_tool: str
    log_key: str
    origin: str
    parameters: str
    threshold: int
    trustees: tuple[str, ...]

    @property
    def group(self) -> Group:
        """The parameter set."""
        return group_named(self.parameters)

    @property
    def h_p(self) -> bytes:
        """The parameter hash H_P, 32 bytes."""
        n, k = len(self.trustees), self.threshold
        return parameter_hash(self.group, n=n, k=k, demonstration=self.demonstration)

    def encode(self) -> bytes:
        """Return the payload's bytes.

        Raises:
            DecodeError: the payload breaks a rule of record.md section 4.1.
        """
        data = canonical_json.encode(
            {
                "attempt": self.attempt,
                "demonstration": self.demonstration,
                "election": self.election_id,
                "key_tool": self.key_tool,
                "log_key": self.log_key,
                "origin": self.origin,
                "parameters": self.parameters,
                "threshold": self.threshold,
                "trustees": list(self.trustees),
                "v": 1,
            }
        )
        decode_ceremony_payload(data)
        return data


@dataclass(frozen=True, slots=True)
class CeremonyStep:
    """What a trustee puts on the board during the ceremony begins with these.

    Attributes:
        election_id: lower-case UUID.
        attempt: number of the ceremony's attempt.
        trustee: number i of the trustee who made the payload, from 1.
    """

    election_id: str
    attempt: int
    trustee: int

    def _encode(self, **more: JsonValue) -> bytes:
        return canonical_json.encode(
            {
                "attempt": self.attempt,
                "election": self.election_id,
                "trustee": self.trustee,
                "v": 1,
                **more,
            }
        )


@dataclass(frozen=True, slots=True)
class TrusteePayload(CeremonyStep):
    """The public keys of trustee i, not yet tested.

    Attributes:
        commitments: K_i0 .. K_i(k-1).
        communication_key: kappa_i.
        proof: that the trustee knows what is behind them.
        signing_key: Ed25519 public key, 32 bytes.
    """

    commitments: tuple[Residue, ...]
    communication_key: Residue
    proof: KeyProof
    signing_key: bytes

    def encode(self, group: Group) -> bytes:
        """Return the payload's bytes."""
        return self._encode(
            commitments=[group.element_hex(x) for x in self.commitments],
            communication_key=group.element_hex(self.communication_key),
            proof={
                "challenge": group.scalar_hex(self.proof.challenge),
                "responses": [group.scalar_hex(v) for v in self.proof.responses],
            },
            signing_key=self.signing_key.hex(),
        )


@dataclass(frozen=True, slots=True)
class EncryptedShare:
    """The share P_i(l) for trustee l = `recipient`; C1 has 32 bytes, C0 is not yet tested."""

    recipient: int
    c0: Residue
    c1: bytes
    proof: SchnorrProof


@dataclass(frozen=True, slots=True)
class SharePayload(CeremonyStep):
    """What trustee i sends to each other trustee, ascending by recipient."""

    shares: tuple[EncryptedShare, ...]

    def encode(self, group: Group) -> bytes:
        """Return the payload's bytes."""
        return self._encode(shares=[_share_document(group, share) for share in self.shares])


@dataclass(frozen=True, slots=True)
class ConfirmPayload(CeremonyStep):
    """Trustee i saw the transcript H_G, 32 bytes, and every share it got is right."""

    transcript: bytes

    def encode(self) -> bytes:
        """Return the payload's bytes."""
        return self._encode(transcript=self.transcript.hex())


@dataclass(frozen=True, slots=True)
class ComplaintPayload(CeremonyStep):
    """Trustee i says that another one broke the ceremony.

    Attributes:
        against: number of the trustee complained of.
        reason: "proof", "share" or "transcript".
    """

    against: int
    reason: str

    def encode(self) -> bytes:
        """Return the payload's bytes."""
        return self._encode(against=self.against, reason=self.reason)


@dataclass(frozen=True, slots=True)
class DrillPayload(CeremonyStep):
    """Trustee i proves that it can still use its key share.

    Attributes:
        challenge: 32 bytes the server chose.
        proof: of the knowledge of z_i, made for that challenge.
    """

    challenge: bytes
    proof: SchnorrProof

    def encode(self, group: Group) -> bytes:
        """Return the payload's bytes."""
        return self._encode(
            challenge=self.challenge.hex(),
            proof=proof_document(group, self.proof.challenge, self.proof.response),
        )


def decode_ceremony_payload(data: bytes) -> CeremonyPayload:
    """Read a `ceremony` payload.

    Raises:
        DecodeError: another form than record.md section 4.1 gives.
    """
    names = (
        *("demonstration", "key_tool", "log_key", "origin", "parameters", "threshold"),
        "trustees",
    )
    fields = _fields(data, "ceremony", names)
    payload = CeremonyPayload(
        election_id=fields.uuid("election"),
        attempt=fields.integer("attempt", 1, MAX_ATTEMPT),
        demonstration=fields.boolean("demonstration"),
        key_tool=fields.hex("key_tool", 64),
        log_key=fields.text("log_key", 500),
        origin=fields.text("origin", 500),
        parameters=fields.choice("parameters", PARAMETER_SETS),
        threshold=fields.integer("threshold", 1, MAX_TRUSTEES),
        trustees=tuple(
            read_text(item, place, max_length=_MAX_NAME, min_length=1)
            for place, item in fields.items("trustees", 1, MAX_TRUSTEES)
        ),
    )
    _check_together(payload)
    return payload


def decode_trustee_payload(data: bytes, group: Group) -> TrusteePayload:
    """Read a `trustee` payload.

    Raises:
        DecodeError: another form than record.md section 4.2 gives.
    """
    names = ("commitments", "communication_key", "proof", "signing_key")
    fields = _step_fields(data, "trustee", names)
    return TrusteePayload(
        *_step(fields),
        commitments=tuple(
            read_residue(item, place, group)
            for place, item in fields.items("commitments", 1, MAX_TRUSTEES)
        ),
        communication_key=residue_field(fields, "communication_key", group),
        proof=_key_proof(fields.fields("proof", ("challenge", "responses")), group),
        signing_key=fields.octets("signing_key", 32),
    )


def decode_share_payload(data: bytes, group: Group) -> SharePayload:
    """Read a `share` payload.

    Raises:
        DecodeError: another form than record.md section 4.3 gives.
    """
    fields = _step_fields(data, "share", ("shares",))
    objects = fields.objects("shares", 0, MAX_TRUSTEES - 1, ("c0", "c1", "proof", "to"))
    return SharePayload(*_step(fields), shares=tuple(_shares(objects, group)))


def decode_confirm_payload(data: bytes) -> ConfirmPayload:
    """Read a `confirm` payload.

    Raises:
        DecodeError: another form than record.md section 4.4 gives.
    """
    fields = _step_fields(data, "confirm", ("transcript",))
    return ConfirmPayload(*_step(fields), transcript=fields.octets("transcript", 32))


def decode_complaint_payload(data: bytes) -> ComplaintPayload:
    """Read a `complaint` payload.

    Raises:
        DecodeError: another form than record.md section 4.5 gives.
    """
    fields = _step_fields(data, "complaint", ("against", "reason"))
    payload = ComplaintPayload(
        *_step(fields),
        against=fields.integer("against", 1, MAX_TRUSTEES),
        reason=fields.choice("reason", _COMPLAINT_REASONS),
    )
    if payload.against == payload.trustee:
        raise DecodeError("complaint.against: a trustee cannot complain of itself")
    return payload


def decode_drill_payload(data: bytes, group: Group) -> DrillPayload:
    """Read a `drill` payload.

    Raises:
        DecodeError: another form than record.md section 4.6 gives.
    """
    fields = _step_fields(data, "drill", ("challenge", "proof"))
    return DrillPayload(
        *_step(fields),
        challenge=fields.octets("challenge", 32),
        proof=SchnorrProof(*proof_field(fields, group)),
    )


def _fields(data: bytes, kind: str, names: Iterable[str]) -> Fields:
    value = canonical_json.decode(data, max_size=MAX_PAYLOAD, place=kind)
    fields = Fields(value, kind, ("attempt", "election", "v", *names))
    fields.version()
    return fields


def _step_fields(data: bytes, kind: str, names: Iterable[str]) -> Fields:
    return _fields(data, kind, ("trustee", *names))


def _step(fields: Fields) -> tuple[str, int, int]:
    return (
        fields.uuid("election"),
        fields.integer("attempt", 1, MAX_ATTEMPT),
        fields.integer("trustee", 1, MAX_TRUSTEES),
    )


def _check_together(payload: CeremonyPayload) -> None:
    """Check the rules that tie one field to another."""
    if payload.threshold > len(payload.trustees):
        raise DecodeError("ceremony.threshold: more than there are trustees")
    if len(payload.trustees) == 1 and not payload.demonstration:
        raise DecodeError("ceremony.trustees: a single one is only for a demonstration")
    if not payload.origin.endswith(f"/e/{payload.election_id}"):
        raise DecodeError("ceremony.origin: names another election")
    if NoteVerifier.parse(payload.log_key, "ceremony.log_key").name != payload.origin:
        raise DecodeError("ceremony.log_key: its name is not the origin")


def _key_proof(fields: Fields, group: Group) -> KeyProof:
    return KeyProof(
        scalar_field(fields, "challenge", group),
        tuple(
            read_scalar(item, place, group)
            for place, item in fields.items("responses", 2, MAX_TRUSTEES + 1)
        ),
    )


def _shares(objects: Iterable[Fields], group: Group) -> list[EncryptedShare]:
    shares = [
        EncryptedShare(
            recipient=fields.integer("to", 1, MAX_TRUSTEES),
            c0=residue_field(fields, "c0", group),
            c1=fields.octets("c1", 32),
            proof=SchnorrProof(*proof_field(fields, group)),
        )
        for fields in objects
    ]
    if any(later.recipient <= earlier.recipient for earlier, later in pairwise(shares)):
        raise DecodeError("share.shares: recipients are not ascending")
    return shares


def _share_document(group: Group, share: EncryptedShare) -> JsonValue:
    return {
        "c0": group.element_hex(share.c0),
        "c1": share.c1.hex(),
        "proof": proof_document(group, share.proof.challenge, share.proof.response),
        "to": share.recipient,
    }
