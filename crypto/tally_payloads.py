"""The payloads of the count: encrypted totals, partial decryptions and the result.

Numbers read here are residues; crypto.tally tests them and checks the proofs.
Source: docs/spec/record.md sections 4.16 to 4.18.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from crypto import canonical_json
from crypto.canonical_json import MAX_INTEGER, MAX_LINE, JsonValue
from crypto.elgamal import Ciphertext
from crypto.equality_proof import EqualityProof
from crypto.errors import DecodeError
from crypto.group import Group, Residue
from crypto.number_fields import proof_document, proof_field, residue_field
from crypto.reader import Fields, read_integer, read_list

MAX_CONTESTS = 100
MAX_OPTIONS = 500
MAX_TRUSTEES = 100

ItemT = TypeVar("ItemT")

Grid = tuple[tuple[ItemT, ...], ...]
"""One item for each option of each contest of the manifest, both in its order."""

EncryptedTally = Grid[Ciphertext]
"""The totals (A, B), of the group."""


@dataclass(frozen=True, slots=True)
class TallyItem:
    """A total (A, B) whose membership is not yet tested."""

    alpha: Residue
    beta: Residue


@dataclass(frozen=True, slots=True)
class PartialDecryptionItem:
    """M_i of one total, not yet tested, and its proof."""

    share: Residue
    proof: EqualityProof


@dataclass(frozen=True, slots=True)
class ResultItem:
    """The count t of one option and T = K^t, not yet tested."""

    count: int
    value: Residue


@dataclass(frozen=True, slots=True)
class TallyPayload:
    """The encrypted totals.

    Attributes:
        election_id: lower-case UUID.
        contests: the totals.
        tally_input: SHA-256 of the `tally-input` payload, 32 bytes.
    """

    election_id: str
    contests: Grid[TallyItem]
    tally_input: bytes

    def encode(self, group: Group) -> bytes:
        """Return the payload's bytes."""
        contests = _grid_document(
            self.contests,
            lambda item: {
                "alpha": group.element_hex(item.alpha),
                "beta": group.element_hex(item.beta),
            },
        )
        return _encode(self.election_id, contests=contests, tally_input=self.tally_input.hex())


@dataclass(frozen=True, slots=True)
class DecryptionPayload:
    """One trustee's partial decryptions of all totals.

    Attributes:
        election_id: lower-case UUID.
        trustee: i, from 1.
        contests: M_i and its proof for each total.
        tally: SHA-256 of the `tally` payload, 32 bytes.
    """

    election_id: str
    trustee: int
    contests: Grid[PartialDecryptionItem]
    tally: bytes

    def encode(self, group: Group) -> bytes:
        """Return the payload's bytes."""
        contests = _grid_document(
            self.contests,
            lambda item: {
                "proof": proof_document(group, item.proof.challenge, item.proof.response),
                "share": group.element_hex(item.share),
            },
        )
        return _encode(
            self.election_id, contests=contests, tally=self.tally.hex(), trustee=self.trustee
        )


@dataclass(frozen=True, slots=True)
class ResultPayload:
    """The result.

    Attributes:
        election_id: lower-case UUID.
        ballots: number of counted ballots.
        contests: count and value for each option.
        tally: SHA-256 of the `tally` payload, 32 bytes.
        trustees: the k numbers whose partial decryptions were combined, ascending.
    """

    election_id: str
    ballots: int
    contests: Grid[ResultItem]
    tally: bytes
    trustees: tuple[int, ...]

    def encode(self, group: Group) -> bytes:
        """Return the payload's bytes."""
        contests = _grid_document(
            self.contests,
            lambda item: {"count": item.count, "value": group.element_hex(item.value)},
        )
        return _encode(
            self.election_id,
            ballots=self.ballots,
            contests=contests,
            tally=self.tally.hex(),
            trustees=list(self.trustees),
        )


def decode_tally_payload(data: bytes, group: Group) -> TallyPayload:
    """Read a `tally` payload.

    Raises:
        DecodeError: another form than record.md section 4.16 gives.
    """
    fields = _fields(data, "tally", ("contests", "tally_input"))

    def item(fields: Fields) -> TallyItem:
        return TallyItem(
            residue_field(fields, "alpha", group), residue_field(fields, "beta", group)
        )

    return TallyPayload(
        election_id=fields.uuid("election"),
        contests=_grid(fields, ("alpha", "beta"), item),
        tally_input=fields.octets("tally_input", 32),
    )


def decode_decryption_payload(data: bytes, group: Group) -> DecryptionPayload:
    """Read a `decryption` payload.

    Raises:
        DecodeError: another form than record.md section 4.17 gives.
    """
    fields = _fields(data, "decryption", ("contests", "tally", "trustee"))

    def item(fields: Fields) -> PartialDecryptionItem:
        proof = EqualityProof(*proof_field(fields, group))
        return PartialDecryptionItem(residue_field(fields, "share", group), proof)

    return DecryptionPayload(
        election_id=fields.uuid("election"),
        trustee=fields.integer("trustee", 1, MAX_TRUSTEES),
        contests=_grid(fields, ("proof", "share"), item),
        tally=fields.octets("tally", 32),
    )


def decode_result_payload(data: bytes, group: Group) -> ResultPayload:
    """Read a `result` payload.

    Raises:
        DecodeError: another form than record.md section 4.18 gives.
    """
    fields = _fields(data, "result", ("ballots", "contests", "tally", "trustees"))

    def item(fields: Fields) -> ResultItem:
        count = fields.integer("count", 0, MAX_INTEGER)
        return ResultItem(count, residue_field(fields, "value", group))

    trustees = tuple(
        read_integer(value, place, 1, MAX_TRUSTEES)
        for place, value in fields.items("trustees", 1, MAX_TRUSTEES)
    )
    if any(later <= earlier for earlier, later in pairwise(trustees)):
        raise DecodeError("result.trustees: numbers are not strictly ascending")
    return ResultPayload(
        election_id=fields.uuid("election"),
        ballots=fields.integer("ballots"),
        contests=_grid(fields, ("count", "value"), item),
        tally=fields.octets("tally", 32),
        trustees=trustees,
    )


def _encode(election_id: str, **more: JsonValue) -> bytes:
    return canonical_json.encode({"election": election_id, "v": 1, **more})


def _fields(data: bytes, kind: str, names: Iterable[str]) -> Fields:
    value = canonical_json.decode(data, max_size=MAX_LINE, place=kind)
    fields = Fields(value, kind, ("election", "v", *names))
    fields.version()
    return fields


def _grid(fields: Fields, names: Iterable[str], item: Callable[[Fields], ItemT]) -> Grid[ItemT]:
    """Read the field `contests`; what the manifest says of its shape is checked in crypto.tally."""
    wanted = tuple(names)
    return tuple(
        tuple(
            item(Fields(value, f"{place}[{position}]", wanted))
            for position, value in enumerate(read_list(contest, place, 1, MAX_OPTIONS))
        )
        for place, contest in fields.items("contests", 1, MAX_CONTESTS)
    )


def _grid_document(grid: Grid[ItemT], document: Callable[[ItemT], JsonValue]) -> JsonValue:
    return [[document(item) for item in contest] for contest in grid]
