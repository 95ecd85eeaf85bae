"""The group of an election: integers modulo p, the subgroup of prime order q.

Three kinds of number are told apart by type. A `Residue` came from outside and lies in (0, p). An
`Element` is known to lie in the subgroup, because it was tested or because it was computed from
elements. A `Scalar` is an exponent in [0, q).
Source: docs/spec/protocol.md S1.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NewType

from crypto import entropy, numbers, parameters
from crypto.errors import DecodeError, MembershipError
from crypto.multi_power import product_of_powers
from crypto.numbers import mpz

Residue = NewType("Residue", mpz)
Element = NewType("Element", Residue)
Scalar = NewType("Scalar", mpz)

SCALAR_SIZE = 32
"""Bytes of an encoded scalar."""

_LOWER_HEX = re.compile("[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Group:
    """A named parameter set.

    Args:
        name: what a manifest calls it.
        p: prime modulus, p = 3 mod 4, with (p - 1) / (2q) prime.
        q: prime order of the subgroup.
        g: generator of the subgroup.
        element_size: bytes of an encoded element.
    """

    name: str
    p: mpz
    q: mpz
    g: Element
    element_size: int

    @property
    def one(self) -> Element:
        """The neutral element."""
        return Element(Residue(mpz(1)))

    def decode_residue(self, text: str, place: str) -> Residue:
        """Read a number in (0, p) from exactly 2 * element_size lower-case hex digits.

        Raises:
            DecodeError: another spelling, or out of range.
        """
        value = _decode_hex(text, 2 * self.element_size, place)
        if not 0 < value < self.p:
            raise DecodeError(f"{place}: not in the range of an element")
        return Residue(value)

    def decode_scalar(self, text: str, place: str) -> Scalar:
        """Read a number in [0, q) from exactly 64 lower-case hex digits.

        Raises:
            DecodeError: another spelling, or out of range.
        """
        value = _decode_hex(text, 2 * SCALAR_SIZE, place)
        if value >= self.q:
            raise DecodeError(f"{place}: not below the order of the group")
        return Scalar(value)

    def element_bytes(self, x: Residue) -> bytes:
        """Encode as element_size bytes, big-endian."""
        return x.to_bytes(self.element_size, "big")

    def scalar_bytes(self, s: Scalar) -> bytes:
        """Encode as 32 bytes, big-endian."""
        return s.to_bytes(SCALAR_SIZE, "big")

    def element_hex(self, x: Residue) -> str:
        """Encode as 2 * element_size lower-case hex digits."""
        return self.element_bytes(x).hex()

    def scalar_hex(self, s: Scalar) -> str:
        """Encode as 64 lower-case hex digits."""
        return self.scalar_bytes(s).hex()

    def scalar(self, value: int | mpz) -> Scalar:
        """Reduce any integer modulo q."""
        return Scalar(mpz(value) % self.q)

    def is_member(self, x: Residue) -> bool:
        """Tell whether 0 < x < p and x^q = 1."""
        return 0 < x < self.p and numbers.powmod(x, self.q, self.p) == 1

    def member(self, x: Residue, place: str) -> Element:
        """Make an element of a residue by testing it.

        Raises:
            MembershipError: x is not in the subgroup.
        """
        if not self.is_member(x):
            raise MembershipError(f"{place}: not in the group")
        return Element(x)

    def key_member(self, x: Residue, place: str) -> Element:
        """Make an element of a public key or key commitment, which must not be 1 either.

        Raises:
            MembershipError: x is not in the subgroup, or 1.
        """
        if x == 1:
            raise MembershipError(f"{place}: must not be one")
        return self.member(x, place)

    def members(self, xs: Sequence[Residue], place: str) -> list[Element]:
        """Make elements of many residues by one test whose error is at most 2^-128.

        Raises:
            MembershipError: with the position of the first that is not in the subgroup.
        """
        if not self._are_members(xs):
            position = next(i for i, x in enumerate(xs) if not self.is_member(x))
            raise MembershipError(f"{place}: number {position + 1} is not in the group", position)
        return [Element(x) for x in xs]

    def _are_members(self, xs: Sequence[Residue]) -> bool:
        # Only divisors of 2 * q * (p-1)/(2q) are orders, so a stray factor is of order 2, which the
        # Jacobi symbol shows for each x, or of the large prime order, which the product shows.
        if not all(0 < x < self.p and numbers.jacobi(x, self.p) == 1 for x in xs):
            return False
        # (prod x_i^{e_i})^q = 1 for fresh random e_i   (S1.3)
        product = product_of_powers(xs, entropy.random_exponents(len(xs)), self.p)
        return numbers.powmod(product, self.q, self.p) == 1

    def power(self, base: Element, e: Scalar) -> Element:
        """Compute base^e in time that depends on e: for public or short-lived exponents."""
        return Element(Residue(numbers.powmod(base, e, self.p)))

    def secret_power(self, base: Element, e: Scalar) -> Element:
        """Compute base^e for a long-lived secret e, in time independent of its value."""
        if e == 0:  # powmod_sec refuses zero, which a secret is with chance 1/q
            return self.one
        exponent = self._hidden(e) if numbers.IS_PLAIN else e
        return Element(Residue(numbers.powmod_sec(base, exponent, self.p)))

    def _hidden(self, e: Scalar) -> mpz:
        """Return another exponent of the same power, e + q * r for a fresh r of 64 bits."""
        (r,) = entropy.random_exponents(1, bits=64)
        return e + self.q * r

    def product(self, xs: Iterable[Element]) -> Element:
        """Multiply elements; the empty product is 1."""
        result = mpz(1)
        for x in xs:
            result = result * x % self.p
        return Element(Residue(result))

    def inverse(self, x: Element) -> Element:
        """Compute x^-1."""
        return Element(Residue(numbers.invert(x, self.p)))


def _decode_hex(text: str, digits: int, place: str) -> mpz:
    # The length comes first, so that a huge text costs nothing.
    if len(text) != digits or _LOWER_HEX.fullmatch(text) is None:
        raise DecodeError(f"{place}: not exactly {digits} lower-case hex digits")
    return mpz(text, 16)


def _named(name: str, p: int, g: int) -> Group:
    size = (p.bit_length() + 7) // 8
    return Group(name, mpz(p), mpz(parameters.Q), Element(Residue(mpz(g))), size)


DEFAULT_PARAMETERS = "EG-2.1-3072"
"""The set a new election takes: 128-bit security."""

PARAMETER_SETS: dict[str, Group] = {
    "EG-2.1-3072": _named("EG-2.1-3072", parameters.P_3072, parameters.G_3072),
    "EG-2.1-4096": _named("EG-2.1-4096", parameters.P_4096, parameters.G_4096),
}
"""Every group there is outside tests."""


def group_named(name: str) -> Group:
    """Find a parameter set.

    Raises:
        DecodeError: no set has that name.
    """
    if name not in PARAMETER_SETS:
        raise DecodeError("parameters: not a known parameter set")
    return PARAMETER_SETS[name]
