"""What a test ballot held, opened anew from the public record for whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ballots.selectors import BallotStanding
from board.selectors import entry_get, log_get
from crypto import canonical_json
from crypto.ballot import decode_ballot, with_members
from crypto.challenged_ballot import decode_nonces, open_challenged_ballot
from crypto.reader import Fields
from voting.contexts import election_context
from voting.models import Election
from voting.selectors import election_get
from voting.texts import text_shown

MOST_KEPT = 1024

Votes = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class HeldOption:
    title: str
    votes: int


@dataclass(frozen=True, slots=True)
class HeldQuestion:
    title: str
    options: tuple[HeldOption, ...]


def test_ballot_held(election: Election, standing: BallotStanding) -> tuple[HeldQuestion, ...]:
    """Question by question the options that got votes.

    The proofs were checked before the test went on the record; here its keys open it once more.
    """
    style, opened = _opened(election.slug, standing.index, standing.ballot_hash)
    contests = election_context(election).manifest.contests_of_style(style)
    return tuple(
        HeldQuestion(
            title=_shown(contest.title, election),
            options=tuple(
                HeldOption(_shown(option.title, election), amount)
                for option, amount in zip(contest.options, votes, strict=True)
                if amount
            ),
        )
        for (_, contest), votes in zip(contests, opened, strict=True)
    )


@lru_cache(maxsize=MOST_KEPT)
def _opened(slug: str, index: int, _ballot_hash: str) -> tuple[int, Votes]:
    """Style and votes. Kept, since everybody can ask for them again and again."""
    context = election_context(election_get(slug))
    payload = bytes(entry_get(log_get(slug), index).payload.data)
    document = canonical_json.decode(payload, max_size=len(payload), place="test ballot")
    fields = Fields(document, "test ballot", ("ballot", "nonces", "v"))
    ballot = with_members(decode_ballot(fields.value("ballot"), context), context)
    nonces = decode_nonces(fields.value("nonces"), context, ballot.style)
    return ballot.style, open_challenged_ballot(ballot, nonces, context)


def _shown(text: Mapping[str, str], election: Election) -> str:
    return text_shown(dict(text), election.languages)
