"""What a key holder does next: pure functions from board and key file to an entry.

Source: docs/spec/protocol.md S4 and S8; docs/spec/record.md section 3.
"""

from dataclasses import dataclass

from crypto import entropy, trustee_keys
from crypto.ceremony import CeremonyView, Phase
from crypto.ceremony_payloads import ComplaintPayload, ConfirmPayload
from crypto.decryption import TallyDecryptor, draw_nonces
from crypto.errors import CryptoError
from crypto.tally import verify_partial_decryption
from crypto.tally_payloads import EncryptedTally
from crypto.transcript import sha256
from crypto.trustee_keys import ShareNonces, TrusteeSecret, WrongShareError
from trustee.errors import NotYetError, RefusedError
from trustee.record import BadEntryError, Record

_REASONS = {"share": "proof", "confirm": "transcript"}
"""What to complain of when an entry of another trustee does not hold."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An entry to send: its type, its payload's bytes, and the trustee's signature (64 bytes)."""

    kind: str
    payload: bytes
    signature: bytes

    @classmethod
    def signed(cls, secret: TrusteeSecret, kind: str, payload: bytes) -> "Outgoing":
        """Sign a payload."""
        return cls(kind, payload, secret.sign(kind, sha256(payload)))


def draw_secret(view: CeremonyView, trustee: int) -> TrusteeSecret:
    """Draw the secrets of a trustee the ceremony waits for.

    Raises:
        NotYetError: the ceremony has not begun.
        RefusedError: the trustee has a key already, or there is no such trustee.
    """
    verify_key_wanted(view, trustee)
    ceremony = view.ceremony
    return TrusteeSecret.draw(ceremony.group, index=trustee, threshold=ceremony.threshold)


def verify_key_wanted(view: CeremonyView, trustee: int) -> None:
    """Check that the ceremony waits for this trustee's key.

    Raises:
        NotYetError: the ceremony has not begun.
        RefusedError: the trustee has a key already, or there is no such trustee.
    """
    if view.phase is Phase.START:
        raise NotYetError("the key ceremony has not begun")
    if trustee > len(view.ceremony.trustees):
        raise RefusedError(f"the key ceremony has no key holder {trustee}")
    if trustee in view.keys:
        raise RefusedError(
            "a key in your name is in the public record already; "
            "if you did not make it, tell the organiser"
        )
    if view.phase is not Phase.KEYS:
        raise RefusedError("the key ceremony takes no more keys")


def key_entry(view: CeremonyView, secret: TrusteeSecret) -> Outgoing:
    """Make the `trustee` entry of secrets drawn for this ceremony."""
    ceremony = view.ceremony
    nonces = trustee_keys.draw_key_nonces(ceremony.group, ceremony.threshold)
    payload = trustee_keys.publish_keys(secret, ceremony, nonces)
    return Outgoing.signed(secret, "trustee", payload.encode(ceremony.group))


def verify_own_key(view: CeremonyView, secret: TrusteeSecret, attempt: int) -> None:
    """Check that the key on the board is the one in the key file.

    Args:
        view: the board.
        secret: what the key file keeps.
        attempt: the attempt the key file was made in.

    Raises:
        NotYetError: the key is not on the board.
        RefusedError: another one is there, or the ceremony was started again.
    """
    if view.attempt != attempt:
        raise RefusedError(
            f"the key ceremony was started again (attempt {view.attempt}); "
            "make a new key in a new file"
        )
    key = view.keys.get(secret.index)
    if key is None:
        raise NotYetError("your key is not in the public record; send it with `key`")
    if key != secret.public_keys(view.ceremony.group):
        raise RefusedError(
            "the key in the public record in your name is not the one in your key file"
        )


def confirm_step(view: CeremonyView, secret: TrusteeSecret) -> Outgoing | None:
    """Make what comes next until this trustee has confirmed; None when nothing is left to send.

    Raises:
        NotYetError: others have to act first.
        RefusedError: the ceremony was stopped.
    """
    if view.phase is Phase.STOPPED:
        raise RefusedError(f"the key ceremony was stopped: {_complaints(view)}")
    is_missing = secret.index in view.missing()
    match view.phase:
        case Phase.SHARES if is_missing:
            return _share_entry(view, secret)
        case Phase.CONFIRMING if is_missing:
            return _confirm_entry(view, secret)
        case Phase.START | Phase.KEYS | Phase.SHARES:
            raise NotYetError(waiting_for(view))
    return None


def complaint_entry(
    view: CeremonyView, secret: TrusteeSecret, against: int, reason: str
) -> Outgoing:
    """Make a `complaint` entry; `reason` is "proof", "share" or "transcript"."""
    payload = ComplaintPayload(
        election_id=view.ceremony.election_id,
        attempt=view.attempt,
        trustee=secret.index,
        against=against,
        reason=reason,
    )
    return Outgoing.signed(secret, "complaint", payload.encode())


def complaint_about(
    view: CeremonyView, secret: TrusteeSecret, error: BadEntryError
) -> Outgoing | None:
    """Make a `complaint` about another trustee's entry that does not hold, where one is allowed.

    Nobody is blamed for what the server could have put there without them.
    """
    reason = _REASONS.get(error.kind)
    if reason is None or error.trustee is None or error.trustee == secret.index:
        return None
    if not error.is_signers_fault:
        return None
    if view.phase not in {Phase.SHARES, Phase.CONFIRMING} or secret.index not in view.keys:
        return None
    return complaint_entry(view, secret, error.trustee, reason)


def drill_step(view: CeremonyView, secret: TrusteeSecret, challenge: bytes) -> Outgoing:
    """Make a `drill` entry for a server's challenge of 32 bytes.

    Raises:
        NotYetError: not everybody has confirmed.
        RefusedError: the ceremony was stopped, or a share does not fit its sender's key.
    """
    if view.phase is Phase.STOPPED:
        raise RefusedError(f"the key ceremony was stopped: {_complaints(view)}")
    if view.phase is not Phase.DRILLING:
        raise NotYetError(waiting_for(view))
    if len(challenge) != 32:
        raise RefusedError("the server gave no proper challenge for the drill")
    group = view.ceremony.group
    nonce = entropy.random_nonzero_scalar(group)
    try:
        payload = trustee_keys.answer_drill(secret, view, challenge=challenge, nonce=nonce)
    except CryptoError as error:
        raise RefusedError(str(error)) from error
    return Outgoing.signed(secret, "drill", payload.encode(group))


def unlock_step(record: Record, secret: TrusteeSecret, tally: EncryptedTally) -> Outgoing:
    """Make the `decryption` entry for totals that were counted again.

    Args:
        record: the board.
        secret: what the key file keeps.
        tally: the totals as trustee.count computed them.

    Raises:
        RefusedError: a share of the ceremony does not fit, or another trustee's unlock share that
            stands on the board is wrong.
    """
    context = record.frozen_context()
    verify_unlock_shares(record, tally)
    try:
        z = trustee_keys.key_share(secret, record.ceremony)
    except CryptoError as error:
        raise RefusedError(str(error)) from error
    payload = TallyDecryptor(context, trustee=secret.index, key_share=z).decrypt(
        tally, tally_hash=record.tally_hash, nonces=draw_nonces(context.group, tally)
    )
    return Outgoing.signed(secret, "decryption", payload.encode(context.group))


def verify_unlock_shares(record: Record, tally: EncryptedTally) -> None:
    """Check what others made of the totals before.

    Args:
        record: the board.
        tally: the totals as trustee.count computed them.

    Raises:
        RefusedError: an unlock share was not made from these totals with its trustee's key; names
            trustee, contest and option.
    """
    for trustee, payload in sorted(record.decryptions.items()):
        try:
            verify_partial_decryption(
                payload,
                context=record.frozen_context(),
                tally=tally,
                tally_hash=record.tally_hash,
                share_key=record.ceremony.share_key(trustee),
            )
        except CryptoError as error:
            raise RefusedError(f"unlock share of trustee {trustee}: {error}") from error


def waiting_for(view: CeremonyView) -> str:
    """Say whom the ceremony waits for."""
    names = [view.ceremony.trustees[i - 1] for i in view.missing()]
    return f"waiting for: {', '.join(names)}" if names else "waiting"


def _share_entry(view: CeremonyView, secret: TrusteeSecret) -> Outgoing:
    group = view.ceremony.group
    nonces = {i: ShareNonces.draw(group) for i in view.keys if i != secret.index}
    payload = trustee_keys.encrypt_shares(secret, view, nonces)
    return Outgoing.signed(secret, "share", payload.encode(group))


def _confirm_entry(view: CeremonyView, secret: TrusteeSecret) -> Outgoing:
    """Confirm if every share is right, complain of the sender of the first that is not."""
    try:
        trustee_keys.key_share(secret, view)
    except WrongShareError as error:
        return complaint_entry(view, secret, error.sender, "share")
    payload = ConfirmPayload(
        election_id=view.ceremony.election_id,
        attempt=view.attempt,
        trustee=secret.index,
        transcript=view.transcript(),
    )
    return Outgoing.signed(secret, "confirm", payload.encode())


def _complaints(view: CeremonyView) -> str:
    names = view.ceremony.trustees
    return "; ".join(
        f"{names[c.trustee - 1]} says that the {c.reason} of {names[c.against - 1]} is wrong"
        for c in view.complaints
    )
