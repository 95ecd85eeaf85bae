"""What officials see while people vote: how many, never who or what."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from ballots import selectors as ballots
from ballots.models import Reason
from board.selectors import log_get
from voting.models import Election, MessageKind, MessageState
from voting.selectors import roll_counts
from voting.voter_messages import link_requests_open, message_counts


@dataclass(frozen=True, slots=True)
class TurnedAway:
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Turnout:
    voters: int
    voted: int
    ballots: int
    withdrawn: int
    tests: int
    under_way: int
    turned_away: tuple[TurnedAway, ...]
    mail_failed: int
    mail_returned: int
    link_requests: int
    reports: int
    entries: int
    signed: int

    @property
    def percent(self) -> int:
        return 100 * self.voted // self.voters if self.voters else 0

    @property
    def not_voted(self) -> int:
        return self.voters - self.voted

    @property
    def replaced(self) -> int:
        return self.ballots - self.voted - self.withdrawn


def turnout(election: Election) -> Turnout:
    roll, log, mail = roll_counts(election), log_get(election.slug), message_counts(election)
    return Turnout(
        voters=roll.voters,
        voted=ballots.voters_who_voted(election),
        ballots=ballots.ballots_recorded(election),
        withdrawn=ballots.ballots_withdrawn(election),
        tests=ballots.tests_recorded(election),
        under_way=ballots.submissions_unfinished(election).count(),
        turned_away=_turned_away(election),
        mail_failed=_in_state(mail, MessageState.FAILED),
        mail_returned=_in_state(mail, MessageState.BOUNCED),
        link_requests=link_requests_open(election).count(),
        reports=election.voter_reports.filter(done_at__isnull=True).count(),
        entries=log.size,
        signed=ballots.signed_size(election),
    )


def _in_state(counts: Mapping[MessageKind, Mapping[MessageState, int]], state: MessageState) -> int:
    return sum(states[state] for states in counts.values())


def _turned_away(election: Election) -> tuple[TurnedAway, ...]:
    rows = (
        ballots.submissions_refused(election)
        .order_by("reason")
        .values_list("reason")
        .annotate(number=Count("pk"))
    )
    return tuple(TurnedAway(str(Reason(reason).label), number) for reason, number in rows)
