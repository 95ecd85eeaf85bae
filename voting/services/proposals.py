"""Four eyes: one organiser proposes an act, another one agrees, and only then is it done.

The lock on the election comes first everywhere, so of two who agree at once one does it. The act,
the agreement and the line in the audit log are one transaction: all of it stands, or nothing.
"""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from voting.acts import Act, Content, act_named, content_hash
from voting.errors import NotFoundError, ProposalError
from voting.models import AuditKind, Election, ElectionOfficial, Proposal, ProposalState
from voting.selectors import election_locked, officials_joined
from voting.services.audit import audit_note

VALID_FOR = timedelta(minutes=15)
MOST_WAITING = 20


def is_one_enough(election: Election, act: Act) -> bool:
    """In a demonstration; and for setting up while nobody could be the second one yet."""
    if election.is_demonstration or act.takes_one:
        return True
    return election.state in act.alone_in and officials_joined(election) < 2


@transaction.atomic
def proposal_make(
    *, election: Election, act: Act, content: Content, reason: str, proposer: User
) -> Proposal:
    """Ask the other organisers to agree. The same asked for twice waits once.

    Raises:
        VotingError: the act cannot be done now, or as many wait as may.
    """
    locked = election_locked(election.pk)
    _verify_joined(locked, proposer)
    now = timezone.now()
    waiting = locked.proposals.filter(state=ProposalState.WAITING)
    waiting.filter(expires_at__lte=now).update(state=ProposalState.EXPIRED)
    digest = content_hash(act, locked, content)
    same = waiting.filter(content_hash=digest).first()
    if same is not None:
        return same
    if waiting.count() >= MOST_WAITING:
        raise ProposalError(_("too many proposals wait; withdraw some of them first"))
    proposal = Proposal.objects.create(
        election=locked,
        act=act.name,
        content=content,
        content_hash=digest,
        reason=reason,
        proposer=proposer,
        proposed_at=now,
        expires_at=now + VALID_FOR,
    )
    _note(proposal, AuditKind.PROPOSED, proposer)
    return proposal


def proposal_agree(*, election: Election, proposal_id: UUID, official: User, seen: str) -> object:
    """Do what was proposed, as the second of two. Returns what the act gives.

    Args:
        seen: the hash of the content that this official was shown.

    Raises:
        ProposalError: they may not agree, or not to this any more; nothing was done.
        VotingError: the act cannot be done; nothing was done.
    """
    proposal = proposal_of(election, proposal_id)
    act = act_named(proposal.act)
    _verify_agreeable(election, proposal, official, seen)
    act.prepare(election, proposal.content)
    return _agreed(election, proposal_id, official, seen)


@transaction.atomic
def _agreed(election: Election, proposal_id: UUID, official: User, seen: str) -> object:
    locked = election_locked(election.pk)
    proposal = proposal_of(locked, proposal_id)
    act = act_named(proposal.act)
    _verify_agreeable(locked, proposal, official, seen)
    if content_hash(act, locked, proposal.content) != proposal.content_hash:
        raise ProposalError(_("The election has changed since then. Propose it again."))
    proposal.state, proposal.decider = ProposalState.DONE, official
    proposal.save(update_fields=["state", "decider"])
    _note(proposal, AuditKind.DONE, proposal.proposer, official)
    return act.perform(locked, proposal.content)


def act_alone(
    *, election: Election, act: Act, content: Content, reason: str, official: User
) -> object:
    """Do at once what one is enough for (`is_one_enough`). Returns what the act gives."""
    act.prepare(election, content)
    return _done_alone(election, act, content, reason, official)


@transaction.atomic
def _done_alone(
    election: Election, act: Act, content: Content, reason: str, official: User
) -> object:
    locked = election_locked(election.pk)
    _verify_joined(locked, official)
    if not is_one_enough(locked, act):
        raise ProposalError(_("a second organiser has to agree to this"))
    digest = content_hash(act, locked, content)
    audit_note(
        election=locked,
        kind=AuditKind.DONE_ALONE,
        first=official,
        act=act.name,
        content_hash=digest,
        reason=reason,
    )
    return act.perform(locked, content)


@transaction.atomic
def proposal_end(*, election: Election, proposal_id: UUID, official: User) -> Proposal:
    """Say no, or take back what one has proposed."""
    locked = election_locked(election.pk)
    proposal = proposal_of(locked, proposal_id)
    if proposal.state != ProposalState.WAITING:
        raise ProposalError(_("This proposal does not wait any more."))
    is_own = proposal.proposer_id == official.pk
    proposal.state = ProposalState.WITHDRAWN if is_own else ProposalState.REFUSED
    proposal.decider = official
    proposal.save(update_fields=["state", "decider"])
    kind = AuditKind.WITHDRAWN if is_own else AuditKind.REFUSED
    _note(proposal, kind, proposal.proposer, None if is_own else official)
    return proposal


def proposal_of(election: Election, proposal_id: UUID) -> Proposal:
    rows = Proposal.objects.select_related("proposer", "decider").filter(election=election)
    proposal = rows.filter(pk=proposal_id).first()
    if proposal is None:
        raise NotFoundError(_("there is no such proposal"))
    return proposal


def _verify_agreeable(election: Election, proposal: Proposal, official: User, seen: str) -> None:
    if proposal.state != ProposalState.WAITING:
        raise ProposalError(_("This proposal does not wait any more."))
    if proposal.expires_at <= timezone.now():
        raise ProposalError(_("This proposal is too old. Propose it again."))
    if official.pk == proposal.proposer_id:
        raise ProposalError(_("Another organiser has to agree to what you propose."))
    if seen != proposal.content_hash:
        raise ProposalError(_("This is not the proposal that you were shown. Look at it again."))
    _verify_joined(election, official)
    if not _has_joined(election, proposal.proposer):
        raise ProposalError(_("Whoever proposed this is not an organiser any more."))


def _verify_joined(election: Election, official: User) -> None:
    if not _has_joined(election, official):
        raise ProposalError(_("You are not an organiser of this election any more."))


def _has_joined(election: Election, official: User) -> bool:
    rows = ElectionOfficial.objects.filter(election=election, user=official, user__is_active=True)
    return rows.filter(joined_at__isnull=False).exists()


def _note(proposal: Proposal, kind: AuditKind, first: User, second: User | None = None) -> None:
    audit_note(
        election=proposal.election,
        kind=kind,
        first=first,
        second=second,
        act=proposal.act,
        content_hash=proposal.content_hash,
        reason=proposal.reason,
    )
