"""Checking the proofs of many ballots together, at a fraction of the cost of each.

All equations of all range proofs, and the membership of every number in them, go into one product
of powers with fresh random exponents. If everything holds it is 1; if not, it is 1 with a chance
of 2^-128. Sets that fail are halved until the ballots at fault stand alone.
Source: docs/spec/protocol.md S10; Bellare, Garay and Rabin, EUROCRYPT 1998; Boyd and Pavlovski,
ASIACRYPT 2000, on what passes where membership is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from crypto import entropy, numbers
from crypto.ballot import EncryptedBallot, SubmittedBallot, range_statements
from crypto.commitments import BallotCommitments, Pairs
from crypto.context import ElectionContext
from crypto.errors import ProofError
from crypto.group import Group
from crypto.multi_power import FEW, bit_products, combine_bits, product_of_powers
from crypto.numbers import mpz
from crypto.range_proof import RangeProof, RangeStatement

COEFFICIENT_BITS = 128
"""Bits of the random exponents."""

SEARCH_BITS = 32
"""Bits of those that only search for the ballots at fault; what they miss is found all the same."""


@dataclass(frozen=True, slots=True)
class BallotClaim:
    """A decoded ballot, and the commitments of its proofs as somebody sent them."""

    ballot: SubmittedBallot
    commitments: BallotCommitments


def verify_together(
    claims: Sequence[BallotClaim], context: ElectionContext
) -> list[EncryptedBallot | None]:
    """Find out which ballots are proven with the commitments that came with them.

    Returns:
        For each claim the ballot, whose numbers are now known to be of the group and whose proofs
        hold with exactly these commitments; None where that is not so. The verdict on such a
        ballot is for `verify_ballot` to speak: its commitments alone may be wrong.
    """
    placed = _placed(enumerate(claims), context, COEFFICIENT_BITS)
    proven = _proven(placed, claims, context) if placed else set()
    # The product has shown that the residues of these ballots are elements.
    return [
        cast("EncryptedBallot", claim.ballot) if position in proven else None
        for position, claim in enumerate(claims)
    ]


@dataclass(slots=True)
class _Terms:
    """One ballot's part of the product: powers of its own numbers, and exponents of g and K.

    Attributes:
        bits: of the random exponents.
    """

    bits: int
    bases: list[mpz] = field(default_factory=list)
    exponents: list[int] = field(default_factory=list)
    g: mpz = field(default_factory=mpz)
    k: mpz = field(default_factory=mpz)


_Placed = Sequence[tuple[int, _Terms]]
"""Terms with the positions of their ballots among the claims."""


@dataclass(frozen=True, slots=True)
class _Product:
    """The product over some ballots, and in which random subsets the signs do not cancel.

    There are as many subsets as a coefficient has bits. A bit of `signs` is 1 where the numbers
    whose exponents have that bit multiply to a number with Jacobi symbol -1.
    """

    value: mpz
    signs: int

    @property
    def is_one(self) -> bool:
        return self.value == 1 and self.signs == 0

    def without(self, part: "_Product", group: Group) -> "_Product":
        """Return the product over the other ballots; the random exponents stay the same."""
        value = self.value * numbers.invert(part.value, group.p) % group.p
        return _Product(value, self.signs ^ part.signs)


def _placed(
    claims: Iterable[tuple[int, BallotClaim]], context: ElectionContext, bits: int
) -> list[tuple[int, _Terms]]:
    """Return the terms of the ballots whose challenges add up."""
    found = ((position, _terms(claim, context, bits)) for position, claim in claims)
    return [(position, terms) for position, terms in found if terms is not None]


def _terms(claim: BallotClaim, context: ElectionContext, bits: int) -> _Terms | None:
    """Return a ballot's terms under fresh exponents; None if its challenges do not add up."""
    # The membership of what is called an element here is part of what the product shows.
    ballot = cast("EncryptedBallot", claim.ballot)
    sent = [pairs for contest in claim.commitments for pairs in contest.proofs]
    terms = _Terms(bits)
    contest: list[_Selection] = []
    for (statement, proof), pairs in zip(range_statements(ballot, context), sent, strict=True):
        try:
            proof.verify_challenge(context.group, statement, pairs)
        except ProofError:
            return None
        alpha, beta = _add_equations(terms, statement, proof, pairs)
        if statement.option:
            ciphertext = statement.ciphertext
            contest.append(_Selection(ciphertext.alpha, ciphertext.beta, alpha, beta))
            continue
        # The sum of a contest is the product of its selections   (S6.4)
        for selection in contest:
            _add_power(terms, selection.alpha, selection.alpha_exponent + alpha, context.group)
            _add_power(terms, selection.beta, selection.beta_exponent + beta, context.group)
        contest = []
    return terms


@dataclass(frozen=True, slots=True)
class _Selection:
    """A ciphertext and what its own proof says of the exponents of its parts."""

    alpha: mpz
    beta: mpz
    alpha_exponent: mpz
    beta_exponent: mpz


def _add_equations(
    terms: _Terms, statement: RangeStatement, proof: RangeProof, pairs: Pairs
) -> tuple[mpz, mpz]:
    """Add the commitments of one proof; return the exponents of its alpha and beta."""
    coefficients = iter(entropy.random_exponents(2 * len(pairs), bits=terms.bits))
    alpha = beta = mpz(0)
    for j, (c, v), (a, b) in zip(statement.values, proof.branches, pairs, strict=True):
        # (g^v alpha^c a^-1)^d (K^{v - j c} beta^c b^-1)^e = 1   (S10.1), here inverted
        d, e = next(coefficients), next(coefficients)
        terms.bases += (a, b)
        terms.exponents += (d, e)
        alpha -= d * c
        beta -= e * c
        terms.g -= d * v
        terms.k -= e * (v - j * c)
    return alpha, beta


def _add_power(terms: _Terms, x: mpz, exponent: mpz, group: Group) -> None:
    """Add a power of a number that has to be an element.

    Of an element, exponents count modulo q. What is no element, but for its sign, has a power q
    other than 1, and a random power of that does not cancel but by chance.
    """
    (s,) = entropy.random_exponents(1, bits=terms.bits)
    terms.bases.append(x)
    terms.exponents.append(int(exponent % group.q + group.q * s))


def _proven(placed: _Placed, claims: Sequence[BallotClaim], context: ElectionContext) -> set[int]:
    """Return the positions of the ballots that are proven.

    Those at fault are looked for under short exponents, which costs half as much. What is left
    without them has to hold under the long ones.
    """
    whole = _product(placed, context)
    if whole.is_one or len(placed) == 1:
        return {position for position, _ in placed if whole.is_one}
    suspects = _placed(
        ((position, claims[position]) for position, _ in placed), context, SEARCH_BITS
    )
    cleared = set(_sound(suspects, _product(suspects, context), context))
    rest = [one for one in placed if one[0] in cleared]
    left = whole.without(
        _product([one for one in placed if one[0] not in cleared], context), context.group
    )
    return set(_sound(rest, left, context)) if rest else set()


def _sound(placed: _Placed, product: _Product, context: ElectionContext) -> Iterator[int]:
    """Yield the positions of the ballots that are sound, given the product over all of them."""
    if product.is_one:
        yield from (position for position, _ in placed)
    elif len(placed) > 1:
        half = len(placed) // 2
        first, second = placed[:half], placed[half:]
        part = _product(first, context)
        yield from _sound(first, part, context)
        yield from _sound(second, product.without(part, context.group), context)


def _product(placed: _Placed, context: ElectionContext) -> _Product:
    group, bases = context.group, context.bases
    bits = placed[0][1].bits if placed else COEFFICIENT_BITS
    xs = [x for _, terms in placed for x in terms.bases]
    exponents = [e for _, terms in placed for e in terms.exponents]
    if len(xs) <= FEW:
        powers, signs = (
            product_of_powers(xs, exponents, group.p),
            _signs(xs, exponents, group, bits),
        )
    else:
        products = bit_products(xs, exponents, group.p)
        powers, signs = combine_bits(products, group.p), _signs_of_bits(products[:bits], group)
    g = bases.g.power(group.scalar(sum(terms.g for _, terms in placed)))
    k = bases.k.power(group.scalar(sum(terms.k for _, terms in placed)))
    return _Product(powers * g % group.p * k % group.p, signs)


def _signs(xs: Sequence[mpz], exponents: Sequence[int], group: Group, bits: int) -> int:
    signs, low = 0, (1 << bits) - 1
    for x, exponent in zip(xs, exponents, strict=True):
        if numbers.jacobi(x, group.p) != 1:
            signs ^= exponent & low
    return signs


def _signs_of_bits(products: Sequence[mpz], group: Group) -> int:
    """Read the same off the products over all numbers whose exponents have a bit.

    The low bits of every exponent, as many as a coefficient has, are uniform and independent of all
    others, so a wrong sign shows in each of these products with a chance of one half.
    """
    symbols = enumerate(numbers.jacobi(product, group.p) for product in products)
    return sum(1 << bit for bit, symbol in symbols if symbol != 1)
