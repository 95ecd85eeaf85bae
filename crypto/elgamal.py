"""Exponential ElGamal with the joint public key K as the base of the vote.

An encryption of sigma is (g^xi, K^(sigma + xi)). Products of encryptions encrypt the sum.
Source: docs/spec/protocol.md S6.2; Benaloh and Naehrig, ElectionGuard Design Specification 2.1.0,
section 3.3.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from crypto.fixed_base import FixedBase, cached_base
from crypto.group import Element, Group, Scalar


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """A pair of elements."""

    alpha: Element
    beta: Element


@dataclass(frozen=True, slots=True)
class EncryptionBases:
    """The two bases of every encryption and every range proof, with their tables.

    Args:
        group: the parameter set.
        g: the generator.
        k: the joint public key K.
    """

    group: Group
    g: FixedBase
    k: FixedBase

    @classmethod
    def of(cls, group: Group, joint_key: Element) -> Self:
        """Find or make the tables of g and K."""
        return cls(group, cached_base(group, group.g), cached_base(group, joint_key))


def encrypt(bases: EncryptionBases, value: int, nonce: Scalar) -> Ciphertext:
    """Encrypt a small value under the nonce xi, uniform in [0, q) and used once."""
    # alpha = g^xi,  beta = K^(sigma + xi)   (S6.2)
    beta = bases.k.power(bases.group.scalar(value + nonce))
    return Ciphertext(bases.g.power(nonce), beta)


def multiply(group: Group, ciphertexts: Iterable[Ciphertext]) -> Ciphertext:
    """Multiply part by part: an encryption of the sum; of nothing, (1, 1)."""
    alpha = beta = group.one
    for factor in ciphertexts:
        alpha = group.product((alpha, factor.alpha))
        beta = group.product((beta, factor.beta))
    return Ciphertext(alpha, beta)
