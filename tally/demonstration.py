"""Key holders played by the server, in demonstrations and rehearsals only.

They keep no secret from whoever runs the server, and every page of such an election says so. A real
election's key holders never get here: the one door is `_secret`, which refuses. A key holder who
got a link before the keys are made is left to the person with the link.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from crypto import trustee_keys
from crypto.ceremony import CeremonyView
from crypto.ceremony_payloads import ConfirmPayload, TrusteePayload
from crypto.decryption import TallyDecryptor, draw_nonces
from crypto.group import Group
from crypto.transcript import sha256
from crypto.trustee_keys import ShareNonces, TrusteeSecret
from tally import selectors
from tally.errors import TallyError
from tally.models import DemonstrationKey
from tally.services import decryption_accept
from voting.ceremonies import (
    Step,
    ceremony_view,
    drill_challenge,
    trustee_status,
    trustee_statuses,
)
from voting.contexts import election_context
from voting.models import Election, MailKind, Trustee
from voting.selectors import election_locked
from voting.services.ceremony_entries import trustee_entry_accept

# So long after the close people may unlock first, or the count would be over before they look.
PEOPLE_FIRST = timedelta(hours=1)


def demonstration_advance(*, election: Election) -> bool:
    """Let every key holder of a demonstration do the next thing asked. Returns whether any did."""
    acted = False
    for trustee in election.trustees.order_by("index"):
        acted = _advance(trustee) or acted
    return acted


@transaction.atomic
def _advance(trustee: Trustee) -> bool:
    """One transaction with the election locked, so that two workers do not both answer."""
    trustee.election = election_locked(trustee.election_id)
    answers = {
        Step.KEY: ("trustee", _key),
        Step.SHARE: ("share", _share),
        Step.CONFIRM: ("confirm", _confirm),
        Step.DRILL: ("drill", _drill),
        Step.UNLOCK: ("decryption", _unlock),
    }
    step = trustee_status(trustee).step
    if step not in answers or not _is_played(trustee, step):
        return False
    kind, answer = answers[step]
    view = ceremony_view(trustee.election)
    secret = _secret(trustee, view)
    payload = answer(trustee, view, secret)
    signature = secret.sign(kind, sha256(payload))
    if kind == "decryption":
        decryption_accept(trustee=trustee, payload=payload, signature=signature)
    else:
        trustee_entry_accept(trustee=trustee, kind=kind, payload=payload, signature=signature)
    return True


def _is_played(trustee: Trustee, step: Step) -> bool:
    """Whether this is for the server to do, now."""
    if step is Step.KEY:
        return not _has_invite(trustee)
    if not _holds_key(trustee):
        return False
    return step is not Step.UNLOCK or not _is_person_first(trustee.election)


def _has_invite(trustee: Trustee) -> bool:
    """Whether a person has the link, or is about to get it."""
    return trustee.invited_at is not None or trustee.mails.filter(kind=MailKind.INVITE).exists()


def _holds_key(trustee: Trustee) -> bool:
    """Whether the server made this key holder's key, in this attempt."""
    known = DemonstrationKey.objects.filter(trustee=trustee, attempt=trustee.election.attempt)
    return known.exists()


def _is_person_first(election: Election) -> bool:
    """Whether somebody who could still unlock with a key of their own is given time for it."""
    if election.closed_at is None or timezone.now() >= election.closed_at + PEOPLE_FIRST:
        return False
    return any(
        status.step is Step.UNLOCK
        and not status.trustee.has_lost_key
        and not _holds_key(status.trustee)
        for status in trustee_statuses(election)
    )


def _key(_trustee: Trustee, view: CeremonyView, secret: TrusteeSecret) -> bytes:
    nonces = trustee_keys.draw_key_nonces(view.ceremony.group, view.ceremony.threshold)
    keys: TrusteePayload = trustee_keys.publish_keys(secret, view.ceremony, nonces)
    return keys.encode(view.ceremony.group)


def _share(_trustee: Trustee, view: CeremonyView, secret: TrusteeSecret) -> bytes:
    group = view.ceremony.group
    nonces = {other: ShareNonces.draw(group) for other in view.keys if other != secret.index}
    return trustee_keys.encrypt_shares(secret, view, nonces).encode(group)


def _confirm(_trustee: Trustee, view: CeremonyView, secret: TrusteeSecret) -> bytes:
    trustee_keys.key_share(secret, view)  # raises if a share is wrong
    return ConfirmPayload(
        election_id=view.ceremony.election_id,
        attempt=view.attempt,
        trustee=secret.index,
        transcript=view.transcript(),
    ).encode()


def _drill(trustee: Trustee, view: CeremonyView, secret: TrusteeSecret) -> bytes:
    group = view.ceremony.group
    (nonce,) = trustee_keys.draw_key_nonces(group, 0)
    challenge = drill_challenge(trustee)
    return trustee_keys.answer_drill(secret, view, challenge=challenge, nonce=nonce).encode(group)


def _unlock(trustee: Trustee, view: CeremonyView, secret: TrusteeSecret) -> bytes:
    context, totals = election_context(trustee.election), selectors.totals(trustee.election)
    decryptor = TallyDecryptor(
        context, trustee=secret.index, key_share=trustee_keys.key_share(secret, view)
    )
    payload = decryptor.decrypt(
        totals.tally,
        tally_hash=totals.payload_hash,
        nonces=draw_nonces(context.group, totals.tally),
    )
    return payload.encode(context.group)


def _secret(trustee: Trustee, view: CeremonyView) -> TrusteeSecret:
    """The key holder's secrets in this attempt, drawn when first asked for."""
    if not trustee.election.is_demonstration:
        raise TallyError("the server holds no key of a real election")
    group = view.ceremony.group
    known = DemonstrationKey.objects.filter(trustee=trustee, attempt=view.attempt).first()
    if known is not None:
        return _decoded(known, group)
    secret = TrusteeSecret.draw(group, index=trustee.index, threshold=view.ceremony.threshold)
    DemonstrationKey.objects.update_or_create(
        trustee=trustee, defaults={"attempt": view.attempt, "secret": _encoded(secret, group)}
    )
    return secret


def _encoded(secret: TrusteeSecret, group: Group) -> dict[str, object]:
    return {
        "coefficients": [group.scalar_hex(a) for a in secret.coefficients],
        "communication_secret": group.scalar_hex(secret.communication_secret),
        "signing_seed": secret.signing_seed.hex(),
    }


def _decoded(key: DemonstrationKey, group: Group) -> TrusteeSecret:
    secret = key.secret
    return TrusteeSecret(
        index=key.trustee.index,
        coefficients=tuple(
            group.decode_scalar(text, "demonstration key") for text in secret["coefficients"]
        ),
        communication_secret=group.decode_scalar(
            secret["communication_secret"], "demonstration key"
        ),
        signing_seed=bytes.fromhex(secret["signing_seed"]),
    )
