"""How long a ballot gets on its way: with its signature and the commitments of its proofs.

Source: docs/spec/record.md sections 4.13 and 5.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from crypto.group import SCALAR_SIZE, Group

MAX_ENVELOPE = 20 * 1024 * 1024
"""Bytes of the longest request with a ballot that a server takes.

Commitments are at least 1.6 times as long as their ballot, so that one within it stays below the
8 MiB of a ballot on the record (docs/spec/record.md section 6).
"""

# Room for quotation marks, commas, brackets and field names: beside a number, a proof, and once.
_BESIDE_NUMBER, _BESIDE_PROOF, _BESIDE_BALLOT = 8, 128, 4096
_SCALAR = 2 * SCALAR_SIZE + _BESIDE_NUMBER


@dataclass(frozen=True, slots=True)
class ContestShape:
    """What of a contest decides how long its part of a ballot is.

    Attributes:
        option_maxima: for each option the most votes it can get, at least 1.
        votes_min: fewest votes in all.
        votes_max: most votes in all.
    """

    option_maxima: tuple[int, ...]
    votes_min: int
    votes_max: int

    @property
    def branches(self) -> int:
        """Branches of all proofs of this contest, its own included."""
        of_options = sum(self.option_maxima) + len(self.option_maxima)
        return of_options + self.votes_max - self.votes_min + 1


def ballot_size(group: Group, contests: Iterable[ContestShape]) -> int:
    """Bound the bytes of a ballot of these contests from above, closely.

    Args:
        group: the group of the election.
        contests: those of one ballot style.
    """
    size = _BESIDE_BALLOT
    for contest in contests:
        options = len(contest.option_maxima)
        # Ciphertexts; a challenge and a response for each branch.
        size += 2 * _element(group) * options + 2 * _SCALAR * contest.branches
        size += _BESIDE_PROOF * (options + 1)
    return size


def envelope_size(group: Group, contests: Iterable[ContestShape]) -> int:
    """Bound the bytes of a request with a ballot of these contests from above, closely."""
    shapes = tuple(contests)
    # A pair of commitments for each branch.
    pairs = sum(2 * _element(group) * contest.branches for contest in shapes)
    return ballot_size(group, shapes) + pairs


def _element(group: Group) -> int:
    return 2 * group.element_size + _BESIDE_NUMBER
