"""Numbers of the protocol in JSON documents: elements, scalars and pairs of challenge and response.

Source: docs/spec/record.md section 1.
"""

from crypto.canonical_json import JsonValue
from crypto.group import SCALAR_SIZE, Group, Residue, Scalar
from crypto.reader import Fields, read_hex


def read_residue(value: JsonValue, place: str, group: Group) -> Residue:
    """Return a number in (0, p) that may turn out not to belong to the group.

    Raises:
        DecodeError: another spelling, or out of range.
    """
    return group.decode_residue(read_hex(value, place, 2 * group.element_size), place)


def read_scalar(value: JsonValue, place: str, group: Group) -> Scalar:
    """Return a number in [0, q).

    Raises:
        DecodeError: another spelling, or out of range.
    """
    return group.decode_scalar(read_hex(value, place, 2 * SCALAR_SIZE), place)


def residue_field(fields: Fields, name: str, group: Group) -> Residue:
    """Return field `name` as `read_residue` does."""
    return read_residue(fields.value(name), fields.place_of(name), group)


def scalar_field(fields: Fields, name: str, group: Group) -> Scalar:
    """Return field `name` as `read_scalar` does."""
    return read_scalar(fields.value(name), fields.place_of(name), group)


def proof_field(fields: Fields, group: Group) -> tuple[Scalar, Scalar]:
    """Return challenge and response of the field `proof`."""
    proof = fields.fields("proof", ("challenge", "response"))
    return scalar_field(proof, "challenge", group), scalar_field(proof, "response", group)


def proof_document(group: Group, challenge: Scalar, response: Scalar) -> JsonValue:
    """Return the value of a field `proof`."""
    return {"challenge": group.scalar_hex(challenge), "response": group.scalar_hex(response)}
