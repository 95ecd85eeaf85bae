"""What a test ballot held, opened anew from the public record for whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass

from ballots.selectors import BallotStanding
from board.selectors import entry_get, log_get
from crypto import canonical_json
from crypto.ballot import decode_ballot, with_members
from crypto.challenged_ballot import decode_nonces, open_challenged_ballot
from crypto.reader import Fields
from voting.contexts import election_context
from voting.models import Election
from voting.texts import text_shown


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
    context = election_context(election)
    payload = bytes(entry_get(log_get(election.slug), standing.index).payload.data)
    document = canonical_json.decode(payload, max_size=len(payload), place="test ballot")
    fields = Fields(document, "test ballot", ("ballot", "nonces", "v"))
    ballot = with_members(decode_ballot(fields.value("ballot"), context), context)
    nonces = decode_nonces(fields.value("nonces"), context, ballot.style)
    opened = open_challenged_ballot(ballot, nonces, context)
    contests = context.manifest.contests_of_style(ballot.style)
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


def _shown(text: Mapping[str, str], election: Election) -> str:
    return text_shown(dict(text), election.languages)
