"""The test line before voting opens: ballots made, checked and opened in memory, then forgotten."""

from crypto.ballot import decode_ballot, verify_ballot
from crypto.challenged_ballot import decode_nonces, open_challenged_ballot
from crypto.context import ElectionContext
from crypto.encryption import BallotRandomness, encrypt_ballot
from crypto.entropy import random_bytes
from crypto.errors import CryptoError
from crypto.manifest import Contest, Manifest
from voting.booth_files import booth_hash
from voting.errors import SelfCheckError

TEST_BALLOTS = 3


def verify_booth_files(manifest: Manifest) -> None:
    """Raises SelfCheckError when the voting page is not the one whose hash was frozen."""
    if booth_hash() != manifest.booth:
        raise SelfCheckError("the files of the voting page changed since the freeze")


def verify_test_ballots(context: ElectionContext) -> None:
    """Raises SelfCheckError when a test ballot does not come back as it went in."""
    styles = len(context.manifest.styles)
    for number in range(TEST_BALLOTS):
        _verify_test_ballot(context, style=number % styles + 1, skew=number)


def _verify_test_ballot(context: ElectionContext, *, style: int, skew: int) -> None:
    contests = [contest for _, contest in context.manifest.contests_of_style(style)]
    selections = [_test_votes(contest, skew) for contest in contests]
    try:
        made = encrypt_ballot(
            context,
            style=style,
            credential=random_bytes(32),
            selections=selections,
            randomness=BallotRandomness.draw(context, style),
        )
        ballot = verify_ballot(decode_ballot(made.data, context), context)
        nonces = decode_nonces(made.nonces, context, style)
        opened = open_challenged_ballot(ballot, nonces, context)
    except CryptoError as error:
        raise SelfCheckError(f"test ballot {skew + 1}: {error}") from error
    if [list(votes) for votes in opened] != selections:
        raise SelfCheckError(f"test ballot {skew + 1}: came back with other choices")


def _test_votes(contest: Contest, skew: int) -> list[int]:
    """An allowed choice that differs from one test ballot to the next."""
    count = len(contest.options)
    votes, left = [0] * count, contest.votes_max
    for step in range(count):
        place = (step + skew) % count
        votes[place] = min(left, contest.options[place].option_max)
        left -= votes[place]
    return votes
