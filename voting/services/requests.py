"""What people ask for by their email address: a new voting link, or an official's sign-in link.

Whether an address is known makes no difference to whoever asks: the request writes one row, and a
worker looks the address up afterwards.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from voting.errors import NotFoundError, TooManyRequestsError
from voting.models import Election, LinkRequest, MailStatus, SignInRequest, Voter
from voting.selectors import election_locked
from voting.states import ElectionState

# Of requests nobody has looked at yet: more than that is a flood, or no worker runs.
MOST_WAITING = 1000
FORGOTTEN_AFTER = timedelta(minutes=1)
# A sign-in link that comes later than this surprises whoever gets it.
TOO_LATE_AFTER = timedelta(minutes=30)
MAILED = (MailStatus.SENT, MailStatus.FAILED)
ASKABLE = (ElectionState.DRAFT, ElectionState.FROZEN, ElectionState.OPEN)


@transaction.atomic
def link_request_note(*, election: Election, email: str) -> LinkRequest:
    """Raises TooManyRequestsError while too many wait."""
    waiting = LinkRequest.objects.filter(election=election, voter__isnull=True)
    if waiting.count() >= MOST_WAITING:
        raise TooManyRequestsError("too many requests wait; ask again later")
    return LinkRequest.objects.create(election=election, email=email, asked_at=timezone.now())


@transaction.atomic
def link_request_resolve(*, request_id: int) -> Voter | None:
    """Look the address up. Returns a voter who is to get a new code by mail now.

    In a draft that is who was mailed one by this server before. Anybody else's request stays for
    the officials, one for each voter; of an address that is not on the list nothing stays.
    """
    request = LinkRequest.objects.filter(pk=request_id, voter__isnull=True).first()
    if request is None:
        return None
    election = election_locked(request.election_id)
    voter = election.voters.filter(email__iexact=request.email).first()
    request.delete()
    if voter is None or election.state not in ASKABLE:
        return None
    if election.state == ElectionState.DRAFT and voter.mail_status in MAILED:
        voter.credential, voter.mail_status, voter.mailed_at = None, MailStatus.NONE, None
        voter.save(update_fields=["credential", "mail_status", "mailed_at"])
        return voter
    _keep(election, voter, request.asked_at)
    return None


def _keep(election: Election, voter: Voter, asked_at: datetime) -> None:
    """An older request of the voter that was answered by a new code makes room."""
    now = timezone.now()
    answered = LinkRequest.objects.filter(voter=voter, done_at__isnull=True)
    answered.exclude(credential=voter.credential or "").update(done_at=now)
    try:
        with transaction.atomic():
            LinkRequest.objects.create(
                election=election,
                voter=voter,
                credential=voter.credential or "",
                asked_at=asked_at,
            )
    except IntegrityError:
        return  # one is open already


@transaction.atomic
def link_request_done(*, election: Election, request_id: int) -> None:
    rows = LinkRequest.objects.filter(pk=request_id, election=election, voter__isnull=False)
    if not rows.filter(done_at__isnull=True).update(done_at=timezone.now()):
        raise NotFoundError(_("there is no such request"))


@transaction.atomic
def sign_in_request_note(*, email: str) -> SignInRequest:
    if SignInRequest.objects.count() >= MOST_WAITING:
        raise TooManyRequestsError("too many requests wait; ask again later")
    return SignInRequest.objects.create(email=email.strip().lower(), asked_at=timezone.now())


@transaction.atomic
def sign_in_request_take(*, request_id: int) -> User | None:
    """The official who asked, for this worker alone; None for an address without an account."""
    request = SignInRequest.objects.select_for_update().filter(pk=request_id).first()
    if request is None:
        return None
    request.delete()
    if request.asked_at < timezone.now() - TOO_LATE_AFTER:
        return None
    return User.objects.filter(username=request.email, is_active=True).first()


def requests_forgotten(*, now: datetime) -> tuple[list[int], list[int]]:
    """Requests whose task was lost: those for voting links, and those for sign-in links."""
    late = now - FORGOTTEN_AFTER
    links = LinkRequest.objects.filter(voter__isnull=True, asked_at__lt=late)
    sign_ins = SignInRequest.objects.filter(asked_at__lt=late)
    return list(links.values_list("pk", flat=True)), list(sign_ins.values_list("pk", flat=True))
