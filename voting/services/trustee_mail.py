"""Messages to key holders: asked for here, sent by a worker, each tried a few times.

A row is in line ("none"), being sent, sent, or failed. After a crash a row that was being sent goes
back in line: a link stays the same, so a second copy of a message does no harm.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from voting.ceremonies import Step, trustee_status, trustee_statuses
from voting.errors import StateError
from voting.models import Election, MailKind, MailStatus, Trustee, TrusteeMail
from voting.selectors import election_locked
from voting.services.trustees import OVER, trustee_link_ready

MOST_TRIES = 3
# A message in line for so long was forgotten by the queue.
FORGOTTEN_AFTER = timedelta(minutes=1)
INTERRUPTED_AFTER = timedelta(minutes=10)
# By themselves reminders leave once a day, and so many for one step.
REMIND_EVERY = timedelta(hours=24)
MOST_REMINDERS = 3
# Whoever had the page open until just now sees there what is next.
SEEN_WITHIN = timedelta(minutes=1)


@transaction.atomic
def trustee_mail_ask(*, trustee: Trustee, kind: MailKind) -> TrusteeMail | None:
    """Put a message in line; None when one of its kind is under way already.

    Raises:
        StateError: the count is over, or this key holder has nothing to be reminded of.
    """
    locked = election_locked(trustee.election_id)
    if locked.state in OVER:
        raise StateError(_("the count is over, so key holders have nothing left to do"))
    if kind is MailKind.REMIND and not trustee_status(trustee).asked:
        raise StateError(_("%(name)s has nothing to do now") % {"name": trustee.name})
    known = trustee.mails.filter(kind=kind).exclude(status=MailStatus.SENT).first()
    if known is None:
        return _new(trustee, kind)
    if known.status != MailStatus.FAILED:
        return None
    return _in_line(known)


def invites_ask(*, election: Election) -> list[TrusteeMail]:
    """An invite for everybody who has none yet."""
    waiting = election.trustees.filter(invited_at__isnull=True)
    return _asked(waiting, MailKind.INVITE)


def reminders_ask(*, election: Election) -> list[TrusteeMail]:
    """A reminder for everybody with a link who has something to do now.

    Whose link was made void gets the next one by an act on that person alone.
    """
    awaited = (status.trustee for status in trustee_statuses(election) if status.is_awaited)
    return _asked((trustee for trustee in awaited if trustee.token_hash), MailKind.REMIND)


def daily_reminders_ask(*, election: Election) -> list[TrusteeMail]:
    """A reminder for everybody who is awaited and heard nothing for a day, a few for each step."""
    if not _forgetful(election):
        return []
    with transaction.atomic():
        forgetful = _forgetful(election_locked(election.pk))
        return [_new(trustee, MailKind.REMIND, about) for trustee, about in forgetful]


@transaction.atomic
def trustee_mails_retry(*, election: Election) -> list[TrusteeMail]:
    locked = election_locked(election.pk)
    failed = TrusteeMail.objects.filter(trustee__election=locked, status=MailStatus.FAILED)
    return [_in_line(mail) for mail in failed]


def ceremony_begun_tell(*, election: Election) -> list[TrusteeMail]:
    """For those who were invited before there was anything to do."""
    return _told(election, [Step.KEY])


def steps_tell(*, election: Election) -> list[TrusteeMail]:
    """For those whose next step has come while they were away. Nobody is told twice of one step.

    Making a key is left out: the invite asks for it.
    """
    return _told(election, [Step.SHARE, Step.CONFIRM, Step.DRILL, Step.UNLOCK])


@transaction.atomic
def trustee_mail_take(*, mail_id: int) -> TrusteeMail | None:
    """The message, for this worker alone to send; None when there is nothing to send any more."""
    mail = TrusteeMail.objects.select_related("trustee__election").filter(pk=mail_id).first()
    if mail is None or mail.status != MailStatus.NONE:
        return None
    if _is_pointless(mail):
        mail.delete()
        return None
    mail.trustee = trustee_link_ready(trustee=mail.trustee)
    waiting = TrusteeMail.objects.filter(pk=mail_id, status=MailStatus.NONE)
    taken = waiting.update(status=MailStatus.SENDING, changed_at=timezone.now())
    return mail if taken == 1 else None


@transaction.atomic
def trustee_mail_report(*, mail: TrusteeMail, is_sent: bool) -> None:
    """Note what became of a message; after a few tries it waits for an official."""
    now = timezone.now()
    rows = TrusteeMail.objects.filter(pk=mail.pk, status=MailStatus.SENDING)
    if not is_sent:
        tries = mail.tries + 1
        status = MailStatus.FAILED if tries >= MOST_TRIES else MailStatus.NONE
        rows.update(status=status, tries=tries, changed_at=now)
        return
    rows.update(status=MailStatus.SENT, changed_at=now)
    moment = "invited_at" if mail.kind == MailKind.INVITE else "reminded_at"
    # The salt shows that the link in the message has not become void meanwhile.
    salt = mail.trustee.link_salt
    Trustee.objects.filter(pk=mail.trustee_id, link_salt=salt).update(**{moment: now})


@transaction.atomic
def trustee_mails_due(*, now: datetime) -> list[int]:
    """Messages that the queue forgot, each named once a minute at most."""
    interrupted = Q(status=MailStatus.SENDING, changed_at__lt=now - INTERRUPTED_AFTER)
    forgotten = Q(status=MailStatus.NONE, changed_at__lt=now - FORGOTTEN_AFTER)
    due = list(TrusteeMail.objects.filter(interrupted | forgotten).values_list("pk", flat=True))
    TrusteeMail.objects.filter(pk__in=due).update(status=MailStatus.NONE, changed_at=now)
    return due


def _asked(trustees: Iterable[Trustee], kind: MailKind) -> list[TrusteeMail]:
    mails = (trustee_mail_ask(trustee=trustee, kind=kind) for trustee in trustees)
    return [mail for mail in mails if mail is not None]


def _told(election: Election, steps: Collection[Step]) -> list[TrusteeMail]:
    """Looks without a lock first: most of the time there is nobody to tell."""
    if not _untold(election, steps):
        return []
    with transaction.atomic():
        untold = _untold(election_locked(election.pk), steps)
        return [_new(trustee, MailKind.TELL, about) for trustee, about in untold]


def _untold(election: Election, steps: Collection[Step]) -> list[tuple[Trustee, str]]:
    away = [
        (status.trustee, status.asked)
        for status in trustee_statuses(election)
        if status.step in steps and status.is_awaited and _is_away(status.trustee)
    ]
    told = TrusteeMail.objects.filter(trustee__election=election, kind=MailKind.TELL)
    known = set(told.values_list("trustee", "about"))
    return [(trustee, about) for trustee, about in away if (trustee.pk, about) not in known]


def _forgetful(election: Election) -> list[tuple[Trustee, str]]:
    earliest = timezone.now() - REMIND_EVERY
    return [
        (status.trustee, status.asked)
        for status in trustee_statuses(election)
        if status.is_awaited
        and status.trustee.token_hash
        and _last_contact(status.trustee) < earliest
        and _reminders_sent(status.trustee, status.asked) < MOST_REMINDERS
    ]


def _last_contact(trustee: Trustee) -> datetime:
    """When they last heard from us or had their page open."""
    mailed = trustee.mails.aggregate(last=Max("asked_at"))["last"]
    known = (mailed, trustee.invited_at, trustee.last_seen)
    return max((moment for moment in known if moment), default=timezone.now())


def _reminders_sent(trustee: Trustee, about: str) -> int:
    return trustee.mails.filter(kind=MailKind.REMIND, about=about).count()


def _is_away(trustee: Trustee) -> bool:
    """Has a link, and did not have its page open just now."""
    earliest = timezone.now() - SEEN_WITHIN
    return bool(trustee.token_hash) and (trustee.last_seen is None or trustee.last_seen < earliest)


def _is_pointless(mail: TrusteeMail) -> bool:
    """Whether its reader has done meanwhile what it asks for, or nothing is left to do at all."""
    if mail.trustee.election.state in OVER:
        return True
    asked = trustee_status(mail.trustee).asked
    if mail.about:
        return asked != mail.about
    return mail.kind == MailKind.REMIND and not asked


def _new(trustee: Trustee, kind: MailKind, about: str = "") -> TrusteeMail:
    now = timezone.now()
    return TrusteeMail.objects.create(
        trustee=trustee, kind=kind, about=about, asked_at=now, changed_at=now
    )


def _in_line(mail: TrusteeMail) -> TrusteeMail:
    mail.status, mail.tries, mail.changed_at = MailStatus.NONE, 0, timezone.now()
    mail.save(update_fields=["status", "tries", "changed_at"])
    return mail
