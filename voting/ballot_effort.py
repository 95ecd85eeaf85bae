"""What a ballot asks of a voter's phone: officials should know before they add many options."""

from dataclasses import dataclass
from math import ceil

from crypto.ballot_size import envelope_size
from crypto.group import group_named
from voting.models import Election
from voting.readiness import contest_shape
from voting.selectors import contests_of, style_contests, styles_of

MANY_OPTIONS = 100
# docs/performance.md: Chromium locks 50 options, which are 102 branches, in 89 ms of this machine's
# core. An old phone is taken to be ten times slower; see docs/limitations.md.
OLD_PHONE_SECONDS_PER_BRANCH = 10 * 0.089 / 102


@dataclass(frozen=True, slots=True)
class BallotEffort:
    """Of the longest ballot that a voter of this election can get."""

    options: int
    seconds: int
    kilobytes: int

    @property
    def is_heavy(self) -> bool:
        return self.options > MANY_OPTIONS


def ballot_effort(election: Election) -> BallotEffort:
    group, contests = group_named(election.parameters), list(contests_of(election))
    options = branches = size = 0
    for style in styles_of(election):
        numbers = style_contests(style, election)
        shapes = [contest_shape(contest) for contest in contests if contest.number in numbers]
        options = max(options, sum(len(shape.option_maxima) for shape in shapes))
        branches = max(branches, sum(shape.branches for shape in shapes))
        size = max(size, envelope_size(group, shapes))
    return BallotEffort(
        options=options,
        seconds=ceil(branches * OLD_PHONE_SECONDS_PER_BRANCH),
        kilobytes=ceil(size / 1000),
    )
