"""Rows of the table of key holders (screen O4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crypto.transcript import sha256
from voting.ceremonies import Step, TrusteeStatus, trustee_statuses
from voting.models import CeremonyPhase, Election, MailStatus, Trustee, TrusteeMail
from voting.readiness import trustees_working
from voting.selectors import reports_of
from voting.states import ElectionState

VOID_TAG = (_("No key"), "grey")


@dataclass(frozen=True, slots=True)
class HolderRow:
    status: TrusteeStatus
    tag: str | Promise
    colour: str
    mail_status: str
    can_waive: bool

    @property
    def trustee(self) -> Trustee:
        return self.status.trustee

    @property
    def is_mail_failed(self) -> bool:
        return self.mail_status == MailStatus.FAILED

    @property
    def is_mail_under_way(self) -> bool:
        return self.mail_status in (MailStatus.NONE, MailStatus.SENDING)


def holder_rows(election: Election) -> list[HolderRow]:
    mails, has_spare = _last_mails(election), _has_spare(election)
    is_void = election.ceremony_phase == CeremonyPhase.STOPPED
    rows = []
    for status in trustee_statuses(election):
        tag, colour = VOID_TAG if is_void else _tag(status)
        can_waive = has_spare and status.step is Step.DRILL and not status.is_waived
        mail_status = mails.get(status.trustee.pk, "")
        rows.append(HolderRow(status, tag, colour, mail_status, can_waive))
    return rows


def rows_mark(election: Election, rows: Sequence[HolderRow]) -> str:
    """Changes whenever the page should be drawn anew; that somebody was seen is no reason."""
    parts = [election.state, election.ceremony_phase, str(election.attempt)]
    for row in rows:
        parts += [row.status.asked, str(row.tag), row.mail_status]
    parts.append(str(reports_of(election).count()))
    return sha256("/".join(parts).encode()).hex()[:16]


def _tag(status: TrusteeStatus) -> tuple[str | Promise, str]:
    tags = (
        (status.has_unlocked, _("Has unlocked"), "green"),
        (status.trustee.has_lost_key, _("Reports a lost key"), "red"),
        (status.is_drilled, _("Key checked"), "green"),
        (status.is_waived, _("Going on without"), "yellow"),
        (status.has_key, _("Key made"), "blue"),
        (status.trustee.invited_at, _("Invited"), "yellow"),
    )
    known = ((words, colour) for holds, words, colour in tags if holds)
    return next(known, (_("Not invited"), "grey"))


def _last_mails(election: Election) -> dict[int, str]:
    """By key holder: what became of the last message."""
    newest = election.trustees.annotate(last=Max("mails")).values_list("last", flat=True)
    mails = TrusteeMail.objects.filter(pk__in=[pk for pk in newest if pk is not None])
    return dict(mails.values_list("trustee_id", "status"))


def _has_spare(election: Election) -> bool:
    """Whether enough key files are known to work to go on without another one."""
    is_checking = (
        election.state == ElectionState.DRAFT and election.ceremony_phase == CeremonyPhase.DRILLING
    )
    return is_checking and len(trustees_working(election)) > election.threshold
