"""Opening a ballot that its voter chose to test instead of casting it.

The booth publishes every encryption nonce; with them anybody encrypts again and sees what the
ballot held, if it held anything that can be said.
Source: docs/spec/protocol.md S7; Benaloh, EVT 2006.
"""

from crypto.ballot import EncryptedBallot
from crypto.canonical_json import JsonValue
from crypto.context import ElectionContext
from crypto.elgamal import Ciphertext, EncryptionBases
from crypto.errors import ProofError
from crypto.group import Group, Scalar
from crypto.number_fields import read_scalar
from crypto.reader import read_list

BallotNonces = tuple[tuple[Scalar, ...], ...]
"""xi_ij of every selection, contest by contest of the style."""


def decode_nonces(value: JsonValue, context: ElectionContext, style: int) -> BallotNonces:
    """Read the nonces of a challenged ballot of a style.

    Raises:
        DecodeError: another shape than the ballot's, or not a scalar.
    """
    expected = context.manifest.contests_of_style(style)
    items = read_list(value, "nonces", len(expected), len(expected))
    return tuple(
        _decode_contest(item, f"nonces[{position}]", len(contest.options), context.group)
        for position, (item, (_, contest)) in enumerate(zip(items, expected, strict=True))
    )


def _decode_contest(value: JsonValue, place: str, options: int, group: Group) -> tuple[Scalar, ...]:
    return tuple(
        read_scalar(text, f"{place}[{position}]", group)
        for position, text in enumerate(read_list(value, place, options, options))
    )


def encode_nonces(nonces: BallotNonces, group: Group) -> JsonValue:
    """Make the document that `decode_nonces` reads."""
    return [[group.scalar_hex(xi) for xi in contest] for contest in nonces]


def open_challenged_ballot(
    ballot: EncryptedBallot, nonces: BallotNonces, context: ElectionContext
) -> tuple[tuple[int, ...], ...]:
    """Find what every selection holds by encrypting again.

    Returns:
        The votes of every option, contest by contest of the style.

    Raises:
        ProofError: a nonce does not give the ciphertext for any allowed number of votes; names
            contest and option.
    """
    bases = context.bases
    expected = context.manifest.contests_of_style(ballot.style)
    opened = []
    for (number, rules), contest, xis in zip(expected, ballot.contests, nonces, strict=True):
        places = zip(rules.options, contest.selections, xis, strict=True)
        opened.append(
            tuple(
                _open_selection(
                    bases,
                    Ciphertext(selection.alpha, selection.beta),
                    xi,
                    option_max=option.option_max,
                    place=f"contest {number} option {position}",
                )
                for position, (option, selection, xi) in enumerate(places, start=1)
            )
        )
    return tuple(opened)


def _open_selection(
    bases: EncryptionBases, ciphertext: Ciphertext, xi: Scalar, *, option_max: int, place: str
) -> int:
    # alpha = g^xi and beta = K^(sigma + xi) for one sigma in 0 .. option_max   (S7.1)
    if bases.g.power(xi) == ciphertext.alpha:
        beta = bases.k.power(xi)
        for sigma in range(option_max + 1):
            if beta == ciphertext.beta:
                return sigma
            beta = bases.group.product((beta, bases.k.base))
    raise ProofError(f"{place}: the nonce does not open the ciphertext")
