"""Messages that need to know who has voted: receipts, and reminders to those who have not.

Receipts are asked for by the tick and not by the ballot's own task: so mail never delays a ballot,
and those of several voters leave together, which says less about who sent which.
"""

from collections.abc import Iterator

from ballots.selectors import cast_ballots, credentials_who_voted, signed_size
from crypto.ballot import tracker
from voting.models import Election
from voting.services import (
    RecordedBallot,
    last_reminders_ask,
    receipts_ask,
    reminders_withdraw,
    voter_reminders_ask,
)
from voting.states import ElectionState
from voting.voter_messages import plan_of, voters_to_remind

BATCH = 500
# The last ballots are recorded just before the close.
RECEIPT_STATES = (ElectionState.OPEN, ElectionState.CLOSED, ElectionState.COUNTING)


def elections_with_receipts_due() -> Iterator[Election]:
    """Elections whose signed record is longer than what receipts were asked for."""
    rows = Election.objects.filter(state__in=RECEIPT_STATES, is_rehearsal=False)
    for election in rows.select_related("log"):
        if signed_size(election) > plan_of(election).receipts_through:
            yield election


def receipts_ask_due(election: Election) -> None:
    """A batch of them, of ballots that are under a signed head: before that nothing is certain."""
    size, begin = signed_size(election), plan_of(election).receipts_through
    batch = _recorded(election, begin, size)
    through = batch[-1][2] + 1 if len(batch) == BATCH else size
    # By their hashes, which are as good as shuffled.
    ballots = [
        RecordedBallot(credential, tracker(ballot_hash), index)
        for credential, ballot_hash, index in sorted(batch, key=lambda row: row[1])
    ]
    receipts_ask(election=election, ballots=ballots, through=through)


def last_reminders(election: Election) -> None:
    last_reminders_ask(election=election, voted=credentials_who_voted(election))


def reminders_by_hand(election: Election) -> int:
    return voter_reminders_ask(election=election, voted=credentials_who_voted(election))


def reminders_count(election: Election) -> int:
    """How many voters a reminder would go to now."""
    return len(voters_to_remind(election, credentials_who_voted(election)))


def reminders_check(election: Election) -> None:
    """Before what waits leaves: whoever has voted meanwhile needs none."""
    reminders_withdraw(election=election, voted=credentials_who_voted(election))


def _recorded(election: Election, begin: int, size: int) -> list[tuple[str, str, int]]:
    rows = cast_ballots(election).filter(entry_index__gte=begin, entry_index__lt=size)
    found = rows.order_by("entry_index").values_list("credential", "ballot_hash", "entry_index")
    return [(credential, ballot, index or 0) for credential, ballot, index in found[:BATCH]]
