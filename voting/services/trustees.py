"""Who the key holders are, how many of them must help, and their links."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from voting.errors import InputError, NotFoundError, StateError
from voting.links import has_link, link_token, new_link_token, new_salt, token_hash
from voting.models import Election, MailStatus, Trustee, TrusteeMail
from voting.selectors import election_locked
from voting.services.guards import key_holders_locked
from voting.states import ElectionState
from voting.texts import clean_text

MAX_TRUSTEES = 100
# After these there is nothing left for a key holder to do.
OVER = (ElectionState.COUNTED, ElectionState.PUBLISHED, ElectionState.CANCELLED)


@transaction.atomic
def trustee_add(*, election: Election, name: str, email: str) -> Trustee:
    locked = key_holders_locked(election, act=_("add a key holder"))
    index = (locked.trustees.aggregate(last=Max("index"))["last"] or 0) + 1
    if index > MAX_TRUSTEES:
        raise InputError(
            _("key holders: at most %(max_trustees)s") % {"max_trustees": MAX_TRUSTEES}
        )
    trustee = Trustee(election=locked, index=index)
    _fill(locked, trustee, name, email)
    _forget_acceptance(locked)
    return trustee


@transaction.atomic
def trustee_remove(*, trustee: Trustee) -> None:
    """Remove a key holder and close the gap in the numbers; the threshold falls with the count.

    A link names its key holder's number, so the links of those who follow become void.
    """
    locked = key_holders_locked(trustee.election, act=_("remove a key holder"))
    current = _trustee_in(locked, trustee)
    index = current.index
    current.delete()
    for follower in locked.trustees.filter(index__gt=index).order_by("index"):
        follower.index -= 1
        _link_forget(follower)
        follower.save()
    count = locked.trustees.count()
    if locked.threshold > count >= 1:
        locked.threshold = count
        locked.save(update_fields=["threshold"])
    _forget_acceptance(locked)


@transaction.atomic
def trustee_replace(*, trustee: Trustee, name: str, email: str) -> Trustee:
    """Put another person in this place; the link of the one before stops working."""
    locked = key_holders_locked(trustee.election, act=_("replace a key holder"))
    current = _trustee_in(locked, trustee)
    _link_forget(current)
    current.reminded_at = current.last_seen = None
    current.has_lost_key = False
    _fill(locked, current, name, email)
    current.mails.all().delete()
    current.reports.all().delete()
    return current


@transaction.atomic
def threshold_set(*, election: Election, threshold: int) -> Election:
    locked = key_holders_locked(election, act=_("change how many key holders are needed"))
    count = locked.trustees.count()
    if not 1 <= threshold <= max(count, 1):
        raise InputError(
            _("needed key holders: a number from 1 to %(max)s") % {"max": max(count, 1)}
        )
    if threshold != locked.threshold:
        locked.threshold = threshold
        locked.save(update_fields=["threshold"])
        _forget_acceptance(locked)
    return locked


@transaction.atomic
def all_needed_accept(*, election: Election, official: User) -> Election:
    """Record that an official was told: with every key needed, one lost key loses the election."""
    locked = key_holders_locked(election, act=_("accept that every key is needed"))
    if locked.threshold != locked.trustees.count():
        raise StateError(_("not every key holder is needed, so there is nothing to accept"))
    locked.all_needed_accepted_at = timezone.now()
    locked.all_needed_accepted_by = official
    locked.save(update_fields=["all_needed_accepted_at", "all_needed_accepted_by"])
    return locked


@transaction.atomic
def trustee_invite(*, trustee: Trustee) -> str:
    """The token of this key holder's link, handed out now; the same at every call."""
    current = trustee_link_ready(trustee=trustee)
    current.invited_at = timezone.now()
    current.save(update_fields=["invited_at"])
    return link_token(current)


@transaction.atomic
def trustee_link_ready(*, trustee: Trustee) -> Trustee:
    """This key holder with a link that works, made now if there is none that can be sent again."""
    locked = election_locked(trustee.election_id)
    if locked.state in OVER:
        raise StateError(_("the count is over, so key holders have nothing left to do"))
    current = _trustee_in(locked, trustee)
    if not has_link(current):
        current.link_salt = new_salt()
        current.token_hash = token_hash(new_link_token(current))
        current.save(update_fields=["link_salt", "token_hash"])
    return current


@transaction.atomic
def trustee_link_void(*, trustee: Trustee) -> None:
    """Make the link useless, because somebody else may have it. The next invite has another.

    Messages that wait go with it: who made the link void decides when the new one leaves.
    """
    locked = election_locked(trustee.election_id)
    current = _trustee_in(locked, trustee)
    current.mails.exclude(status=MailStatus.SENT).delete()
    _link_forget(current)
    current.save(update_fields=["link_salt", "token_hash", "invited_at"])


@transaction.atomic
def trustee_links_void() -> int:
    """Make the links of all key holders useless: others may have the secret they come from.

    Returns how many there were. Officials send new ones by the buttons they know.
    """
    TrusteeMail.objects.exclude(status=MailStatus.SENT).delete()
    with_link = Trustee.objects.exclude(token_hash="")
    return with_link.update(link_salt="", token_hash="", invited_at=None)


def _link_forget(trustee: Trustee) -> None:
    trustee.link_salt, trustee.token_hash, trustee.invited_at = "", "", None


def _trustee_in(election: Election, trustee: Trustee) -> Trustee:
    current = election.trustees.filter(pk=trustee.pk).first()
    if current is None:
        raise NotFoundError(_("there is no such key holder"))
    return current


def _fill(election: Election, trustee: Trustee, name: str, email: str) -> None:
    trustee.name = clean_text(name, place="name", longest=100)
    trustee.email = clean_text(email, place="email", longest=254)
    if not trustee.name:
        raise InputError(_("name: must not be empty"))
    try:
        validate_email(trustee.email)
    except ValidationError as error:
        raise InputError(_("email: not an email address")) from error
    _verify_one_role(election, trustee)
    trustee.save()


def _verify_one_role(election: Election, trustee: Trustee) -> None:
    """Nobody is a key holder twice, nor key holder and official of one election."""
    others = election.trustees.exclude(pk=trustee.pk)
    if others.filter(email__iexact=trustee.email).exists():
        raise InputError(_("email: another key holder has this address"))
    if others.filter(name=trustee.name).exists():
        raise InputError(_("name: another key holder has this name"))
    if election.is_demonstration:
        return
    if election.officials.filter(user__email__iexact=trustee.email).exists():
        raise InputError(_("email: an official of this election cannot be one of its key holders"))


def _forget_acceptance(election: Election) -> None:
    election.all_needed_accepted_at = None
    election.all_needed_accepted_by = None
    election.save(update_fields=["all_needed_accepted_at", "all_needed_accepted_by"])
