"""Counting: which ballots, their encrypted totals, and opening those with k partial decryptions.

Nothing here needs a secret; crypto.decryption makes what a trustee gives.
Source: docs/spec/protocol.md S8.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from crypto import numbers
from crypto.ballot import SubmittedBallot, Votes
from crypto.context import ElectionContext
from crypto.discrete_log import DiscreteLog
from crypto.elgamal import Ciphertext
from crypto.equality_proof import DecryptionStatement
from crypto.errors import DecryptionError, MembershipError, ProofError
from crypto.fixed_base import FixedBase, window_for
from crypto.group import Element, Group, Residue, Scalar
from crypto.numbers import mpz
from crypto.tally_payloads import (
    DecryptionPayload,
    EncryptedTally,
    Grid,
    ResultItem,
    TallyItem,
)

CredentialT = TypeVar("CredentialT", bound=Hashable)
ItemT = TypeVar("ItemT")
OtherT = TypeVar("OtherT")
MappedT = TypeVar("MappedT")


@dataclass(frozen=True, slots=True)
class PartialDecryption:
    """The tested M_i of trustee i for every total."""

    trustee: int
    shares: Grid[Element]


@dataclass(frozen=True, slots=True)
class Count:
    """An opened total: T = K^t and t."""

    value: Element
    count: int


def counted_ballots(ballots: Iterable[tuple[int, CredentialT]]) -> tuple[int, ...]:
    """Apply the re-vote rule `last`: of each credential its last ballot before the close counts.

    Args:
        ballots: entry number and credential of every ballot on the board, ascending.

    Returns:
        The entry numbers of the counted ballots, ascending.
    """
    last = {credential: index for index, credential in ballots}
    return tuple(sorted(last.values()))


def aggregate(
    context: ElectionContext, terms: Iterable[tuple[SubmittedBallot | Votes, int]]
) -> Grid[TallyItem]:
    """Multiply ballots into totals, one option at a time, each raised to its voter's weight.

    Whether the ballots' numbers are of the group is looked at when a ballot is verified; `members`
    looks again at the products.

    Args:
        context: the election.
        terms: ballots and their public weights in [1, 2^31).

    Returns:
        A total for each option of each contest; (1, 1) where nobody voted.
    """
    # A = prod alpha^w,  B = prod beta^w   (S8.1)
    p = context.group.p
    sums = [[[mpz(1), mpz(1)] for _ in contest.options] for contest in context.manifest.contests]
    for ballot, weight in terms:
        numbers = context.manifest.style(ballot.style).contests
        for number, contest in zip(numbers, ballot.ciphertexts, strict=True):
            for total, (alpha, beta) in zip(sums[number - 1], contest, strict=True):
                total[0] = total[0] * _weighted(alpha, weight, p) % p
                total[1] = total[1] * _weighted(beta, weight, p) % p
    return tuple(
        tuple(TallyItem(Residue(alpha), Residue(beta)) for alpha, beta in contest)
        for contest in sums
    )


def merge_totals(context: ElectionContext, parts: Iterable[Grid[TallyItem]]) -> Grid[TallyItem]:
    """Multiply totals of disjoint sets of ballots into the totals of all of them.

    Raises:
        ProofError: a part does not have the manifest's contests and options.
    """
    p, merged = context.group.p, aggregate(context, ())
    for part in parts:
        verify_shape(part, context, "totals")
        merged = _map(
            merged,
            part,
            lambda left, right: TallyItem(
                Residue(left.alpha * right.alpha % p), Residue(left.beta * right.beta % p)
            ),
        )
    return merged


def divide_totals(
    context: ElectionContext, whole: Grid[TallyItem], part: Grid[TallyItem]
) -> Grid[TallyItem]:
    """Take the totals of some ballots out of the totals of all: those of the others are left.

    Every number has an inverse modulo p, so the others' totals are the same as if they alone had
    been multiplied.

    Raises:
        ProofError: one of the two does not have the manifest's contests and options.
    """
    p = context.group.p
    verify_shape(part, context, "totals")
    inverse = _map(
        part,
        part,
        lambda item, _: TallyItem(
            Residue(numbers.invert(item.alpha, p)), Residue(numbers.invert(item.beta, p))
        ),
    )
    return merge_totals(context, (whole, inverse))


def members(context: ElectionContext, totals: Grid[TallyItem]) -> EncryptedTally:
    """Test that all totals are of the group.

    Raises:
        ProofError: they do not have the manifest's contests and options.
        MembershipError: a number is not of the group; names contest and option.
    """
    verify_shape(totals, context, "totals")
    alphas = _grid_members(context.group, _map(totals, totals, lambda item, _: item.alpha), "alpha")
    betas = _grid_members(context.group, _map(totals, totals, lambda item, _: item.beta), "beta")
    return _map(alphas, betas, Ciphertext)


def verify_shape(grid: Grid[ItemT], context: ElectionContext, what: str) -> None:
    """Check that there is one item for each option of each contest of the manifest.

    Raises:
        ProofError: there are more or fewer; `what` says of what.
    """
    expected = [len(contest.options) for contest in context.manifest.contests]
    if [len(contest) for contest in grid] != expected:
        raise ProofError(f"{what}: not exactly the manifest's contests and options")


def verify_partial_decryption(
    payload: DecryptionPayload,
    *,
    context: ElectionContext,
    tally: EncryptedTally,
    tally_hash: bytes,
    share_key: Element,
) -> PartialDecryption:
    """Test a trustee's partial decryptions and their proofs, and return them as tested.

    Args:
        payload: what the trustee gave.
        context: the election.
        tally: the totals.
        tally_hash: SHA-256 of the `tally` payload, 32 bytes.
        share_key: S_i of the trustee the payload names.

    Raises:
        ProofError: another tally, another shape, or a proof that does not hold; names contest and
            option.
        MembershipError: a share is not of the group; names contest and option.
    """
    place = f"trustee {payload.trustee}"
    if payload.tally != tally_hash or payload.election_id != context.election_id:
        raise ProofError(f"{place}: partial decryptions are of another tally")
    verify_shape(payload.contests, context, place)
    untested = _map(payload.contests, payload.contests, lambda item, _: item.share)
    shares = _grid_members(context.group, untested, f"share of {place}")
    key = share_key_table(context.group, share_key, tally)
    for contest, option, ciphertext in positions(tally):
        statement = DecryptionStatement(
            h_e=context.h_e,
            trustee=payload.trustee,
            contest=contest,
            option=option,
            share_key=share_key,
            ciphertext=ciphertext,
            share=shares[contest - 1][option - 1],
        )
        payload.contests[contest - 1][option - 1].proof.verify(context.group, statement, key)
    return PartialDecryption(payload.trustee, shares)


def share_key_table(group: Group, share_key: Element, tally: EncryptedTally) -> FixedBase:
    """Make the table of S_i that suits the proofs of a trustee, one for each total."""
    return FixedBase(group, share_key, window_for(max(1, len(positions(tally)))))


def lagrange_coefficients(group: Group, trustees: Sequence[int]) -> dict[int, Scalar]:
    """Compute w_i for each of the k different trustees whose shares are combined."""
    # w_i = prod_{l != i} l / (l - i)   (S8.4)
    coefficients = {}
    for i in trustees:
        numerator = denominator = mpz(1)
        for other in trustees:
            if other != i:
                numerator = numerator * other % group.q
                denominator = denominator * (other - i) % group.q
        coefficients[i] = group.scalar(numerator * numbers.invert(denominator, group.q))
    return coefficients


def combine_shares(group: Group, shares: Mapping[int, Element]) -> Element:
    """Compute M = A^z from the shares M_i of exactly k trustees, by their numbers."""
    # M = prod M_i^{w_i}   (S8.4)
    coefficients = lagrange_coefficients(group, sorted(shares))
    return group.product(group.power(share, coefficients[i]) for i, share in shares.items())


def open_totals(
    context: ElectionContext,
    tally: EncryptedTally,
    decryptions: Sequence[PartialDecryption],
    *,
    total_weight: int,
) -> Grid[Count]:
    """Open every total with the partial decryptions of exactly k different trustees.

    Args:
        context: the election.
        tally: the totals.
        decryptions: one of each trustee.
        total_weight: sum of the weights of the counted ballots.

    Raises:
        ProofError: not exactly k different trustees.
        DecryptionError: a total holds no possible count; names contest and option.
    """
    values = combined_values(context, tally, decryptions)
    bounds = _bounds(context, total_weight)
    highest, totals = max(map(max, bounds)), max(1, len(positions(tally)))
    logs = DiscreteLog(context.group, context.joint_key, highest, totals)

    def opened(contest: int, option: int, value: Element) -> Count:
        try:
            return Count(value, logs.of(value, bounds[contest - 1][option - 1]))
        except DecryptionError as error:
            raise DecryptionError(f"contest {contest} option {option}: {error}") from error

    return shaped_like(tally, [opened(*position) for position in positions(values)])


def combined_values(
    context: ElectionContext, tally: EncryptedTally, decryptions: Sequence[PartialDecryption]
) -> Grid[Element]:
    """Compute T for every total from the partial decryptions of exactly k different trustees.

    Raises:
        ProofError: not exactly k different trustees.
    """
    group, trustees = context.group, {decryption.trustee for decryption in decryptions}
    if not len(trustees) == len(decryptions) == context.manifest.threshold:
        expected, got = context.manifest.threshold, len(trustees)
        raise ProofError(f"combination: expected {expected} different trustees, got {got}")

    def value(contest: int, option: int, ciphertext: Ciphertext) -> Element:
        shares = {d.trustee: d.shares[contest - 1][option - 1] for d in decryptions}
        # T = B / M = K^t   (S8.5)
        inverse = group.inverse(combine_shares(group, shares))
        return group.product((ciphertext.beta, inverse))

    return shaped_like(tally, [value(*position) for position in positions(tally)])


def result_items(counts: Grid[Count]) -> Grid[ResultItem]:
    """Write opened totals as a `result` payload has them."""
    return _map(counts, counts, lambda count, _: ResultItem(count.count, count.value))


def positions(grid: Grid[ItemT]) -> list[tuple[int, int, ItemT]]:
    """List contest number, option number (both from 1) and item of a grid, in order."""
    return [
        (contest, option, item)
        for contest, items in enumerate(grid, start=1)
        for option, item in enumerate(items, start=1)
    ]


def shaped_like(grid: Grid[ItemT], items: Iterable[OtherT]) -> Grid[OtherT]:
    """Arrange items, listed as `positions` lists them, by contest and option."""
    rest = iter(items)
    return tuple(tuple(next(rest) for _ in contest) for contest in grid)


def _bounds(context: ElectionContext, total_weight: int) -> Grid[int]:
    contests = context.manifest.contests
    return tuple(tuple(total_weight * o.option_max for o in c.options) for c in contests)


def _weighted(x: mpz, weight: int, p: mpz) -> mpz:
    return x if weight == 1 else numbers.powmod(x, weight, p)


def _grid_members(group: Group, grid: Grid[Residue], what: str) -> Grid[Element]:
    places = positions(grid)
    try:
        return shaped_like(grid, group.members([x for _, _, x in places], what))
    except MembershipError as error:
        contest, option, _ = places[error.position]
        message = f"contest {contest} option {option}: {what} is not in the group"
        raise MembershipError(message, error.position) from error


def _map(
    left: Grid[ItemT], right: Grid[OtherT], function: Callable[[ItemT, OtherT], MappedT]
) -> Grid[MappedT]:
    return tuple(
        tuple(function(a, b) for a, b in zip(*contests, strict=True))
        for contests in zip(left, right, strict=True)
    )
