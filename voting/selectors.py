"""Reading elections. Nothing here changes a row."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from board.prepared import Prepared, Slot, columns_of
from voting.errors import NotFoundError
from voting.links import token_hash
from voting.models import (
    BallotStyle,
    CeremonyPhase,
    Contest,
    CredentialChange,
    Election,
    MailStatus,
    Proposal,
    ProposalState,
    Trustee,
    TrusteeReport,
    Voter,
)
from voting.states import PUBLIC_STATES, ElectionState

STEP_PHASES = (CeremonyPhase.SHARES, CeremonyPhase.CONFIRMING, CeremonyPhase.DRILLING)


@dataclass(frozen=True, slots=True)
class RollEntry:
    """What the public voter roll says of a credential."""

    style: int
    weight: int


@dataclass(frozen=True, slots=True)
class RollCounts:
    voters: int
    weight: int
    with_credential: int
    mailed: int
    mail_failed: int
    mail_waiting: int


def election_get(election_id: UUID | str) -> Election:
    return _found(Election.objects.select_related("log"), election_id)


def election_locked(election_id: UUID | str) -> Election:
    """The election's row, locked until the end of the transaction: always the first lock taken."""
    return _found(Election.objects.select_for_update(), election_id)


def _found(elections: QuerySet[Election], election_id: UUID | str) -> Election:
    try:
        return elections.get(pk=election_id)
    except (Election.DoesNotExist, ValidationError) as error:
        raise NotFoundError("there is no such election") from error


_AT_THE_DOOR = columns_of(Election, {"id", "state", "closes_at", "second_factor", "election_hash"})
_election_at_the_door = Prepared(
    lambda: Election.objects.filter(pk=Slot(Election, "id")).values_list(*_AT_THE_DOOR)
)


def election_at_the_door(election_id: str) -> Election:
    """A public election with what a ballot is met with; its other fields are read when used."""
    try:
        found = _election_at_the_door.rows(id=election_id)
    except ValidationError as error:
        raise NotFoundError("there is no such election") from error
    elections = [Election.from_db(None, _AT_THE_DOOR, row) for row in found]
    if not elections or elections[0].state not in PUBLIC_STATES or not elections[0].election_hash:
        raise NotFoundError("there is no such election")
    return elections[0]


def election_public(election_id: UUID | str) -> Election:
    """An election that outsiders may know of. Raises NotFoundError for a draft."""
    election = election_get(election_id)
    if not is_public(election):
        raise NotFoundError("there is no such election")
    return election


def is_public(election: Election) -> bool:
    """Frozen or later; an election cancelled before its freeze was never public."""
    return election.state in PUBLIC_STATES and election.manifest is not None


def elections_public() -> QuerySet[Election]:
    return Election.objects.filter(
        state__in=PUBLIC_STATES, manifest__isnull=False, is_rehearsal=False
    )


def elections_of(user: User) -> QuerySet[Election]:
    return Election.objects.filter(officials__user=user).distinct()


def election_of(user: User, election_id: UUID | str) -> Election:
    """An election of this official; of any other it says no more than that it does not exist."""
    return _found(Election.objects.select_related("log").filter(officials__user=user), election_id)


def officials_joined(election: Election) -> int:
    """How many organisers came to its pages with both steps of signing in: any two can agree."""
    return election.officials.filter(joined_at__isnull=False, user__is_active=True).count()


def proposals_waiting(election: Election) -> QuerySet[Proposal]:
    waiting = Proposal.objects.filter(election=election, state=ProposalState.WAITING)
    return waiting.filter(expires_at__gt=timezone.now()).select_related("proposer")


def elections_due_to_open(now: datetime) -> QuerySet[Election]:
    return Election.objects.filter(
        state=ElectionState.FROZEN, opens_on_schedule=True, opens_at__lte=now, closes_at__gt=now
    )


def elections_due_to_close(now: datetime) -> QuerySet[Election]:
    return Election.objects.filter(state=ElectionState.OPEN, closes_at__lte=now)


def elections_asking() -> QuerySet[Election]:
    """Elections that may be waiting for key holders' next steps."""
    making_keys = Q(state=ElectionState.DRAFT, ceremony_phase__in=STEP_PHASES)
    drilling_again = Q(
        state__in=(ElectionState.FROZEN, ElectionState.OPEN), drill_asked_at__isnull=False
    )
    unlocking = Q(state=ElectionState.COUNTING)
    return Election.objects.select_related("log").filter(
        making_keys | drilling_again | unlocking, is_rehearsal=False
    )


def contests_of(election: Election) -> QuerySet[Contest]:
    return election.contests.select_related("election").prefetch_related("options")


def contest_get(election: Election, number: int) -> Contest:
    contest = contests_of(election).filter(number=number).first()
    if contest is None:
        raise NotFoundError("there is no such question")
    return contest


def styles_of(election: Election) -> QuerySet[BallotStyle]:
    return election.styles.prefetch_related("contests")


def style_contests(style: BallotStyle, election: Election) -> list[int]:
    """Numbers of the contests on this ballot style, ascending."""
    contests = election.contests if style.holds_all else style.contests
    return sorted(contests.values_list("number", flat=True))


def trustees_of(election: Election) -> QuerySet[Trustee]:
    return election.trustees.prefetch_related("steps")


def trustee_get(election: Election, index: int) -> Trustee:
    trustee = trustees_of(election).filter(index=index).first()
    if trustee is None:
        raise NotFoundError("there is no such key holder")
    return trustee


def trustee_by_token(election: Election, token: str) -> Trustee | None:
    """The key holder whose token this is.

    The look-up is by SHA-256: how long the database takes to compare tells nothing about a token.
    """
    return trustees_of(election).filter(token_hash=token_hash(token)).first()


def reports_of(election: Election) -> QuerySet[TrusteeReport]:
    """What key holders reported, newest first."""
    return TrusteeReport.objects.filter(trustee__election=election).select_related("trustee")


def roll_entry(election: Election, credential: str) -> RollEntry:
    """Raises NotFoundError when the credential is not on the voter roll."""
    row = (
        Voter.objects.filter(election=election, credential=credential)
        .values_list("style__number", "weight")
        .first()
    )
    if row is None:
        raise NotFoundError("this credential is not on the voter roll")
    return RollEntry(style=row[0], weight=row[1])


def roll_entries(election: Election, credentials: Collection[str]) -> dict[str, RollEntry]:
    """Style and weight of whoever has or had each credential; unknown ones are left out."""
    rows = Voter.objects.filter(election=election, credential__in=credentials).values_list(
        "credential", "style__number", "weight"
    )
    found = {
        credential: RollEntry(style, weight) for credential, style, weight in rows if credential
    }
    missing = [credential for credential in credentials if credential not in found]
    return found | _former_entries(election, missing)


def weights_of(election: Election, credentials: Collection[str]) -> dict[str, int]:
    """How much the votes of whoever has or had each credential weigh; unknown ones are left out."""
    rows = Voter.objects.filter(election=election, credential__in=credentials)
    found = {
        credential: weight
        for credential, weight in rows.order_by().values_list("credential", "weight")
        if credential
    }
    missing = [credential for credential in credentials if credential not in found]
    former = _former_entries(election, missing)
    return found | {credential: entry.weight for credential, entry in former.items()}


_standing = Prepared(
    lambda: (
        Voter.objects.filter(
            election=Slot(Election, "id", "election"),
            credential=Slot(Voter, "credential"),
        )
        .order_by()
        .values_list("style__number", "weight")
    )
)


def roll_standing(election: Election, credential: str) -> tuple[RollEntry | None, bool]:
    """What the roll says of whoever has or had a credential, and whether it is on it now."""
    for style, weight in _standing.rows(election=election.pk, credential=credential):
        return RollEntry(style, weight), True
    return _former_entries(election, [credential]).get(credential), False


def _former_entries(election: Election, credentials: Collection[str]) -> dict[str, RollEntry]:
    if not credentials:
        return {}
    rows = CredentialChange.objects.filter(election=election, old__in=credentials)
    values = rows.values_list("old", "voter__style__number", "voter__weight")
    return {credential: RollEntry(style, weight) for credential, style, weight in values}


def credentials_on_roll(election: Election, credentials: Collection[str]) -> set[str]:
    """Those of some credentials that are on the roll now."""
    rows = Voter.objects.filter(election=election, credential__in=credentials)
    return {credential for credential in rows.values_list("credential", flat=True) if credential}


@dataclass(frozen=True, slots=True)
class Holder:
    """All credentials that one voter has or had, and whether the voter was taken off the roll."""

    credentials: frozenset[str]
    is_taken_off: bool


def holder_of(election: Election, credential: str) -> Holder:
    """Whoever has or had a credential; one of nobody stands alone."""
    rows = CredentialChange.objects.filter(
        voter__credential_changes__in=CredentialChange.objects.filter(
            Q(old=credential) | Q(new=credential), election=election
        )
    )
    pairs = list(rows.values_list("old", "new").distinct())
    known = {credential, *(name for pair in pairs for name in pair)}
    return Holder(frozenset(known - {""}), is_taken_off=any(new == "" for _, new in pairs))


def holders_changed(election: Election) -> list[Holder]:
    """Every voter who has more credentials than one, or was taken off."""
    pairs: dict[int, list[tuple[str, str]]] = {}
    rows = CredentialChange.objects.filter(election=election)
    for voter, old, new in rows.values_list("voter", "old", "new"):
        pairs.setdefault(voter, []).append((old, new))
    return [
        Holder(
            frozenset({name for pair in own for name in pair} - {""}),
            is_taken_off=any(new == "" for _, new in own),
        )
        for own in pairs.values()
    ]


def roll_counts(election: Election) -> RollCounts:
    """Numbers of the voters who are on the list now: after the freeze each of them has a code."""
    on_list = Q() if election.manifest is None else Q(credential__isnull=False)
    counts = election.voters.filter(on_list).aggregate(
        voters=Count("pk"),
        weight=Sum("weight", default=0),
        with_credential=Count("credential"),
        mailed=Count("pk", filter=Q(mail_status=MailStatus.SENT)),
        mail_failed=Count("pk", filter=Q(mail_status=MailStatus.FAILED)),
        mail_waiting=Count("pk", filter=Q(mail_status=MailStatus.SENDING)),
    )
    return RollCounts(**counts)
