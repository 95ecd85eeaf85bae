"""Unlocking: count everything again, and unlock exactly what came out, once."""

from crypto.ballot import tracker
from crypto.key_file import KeyPurpose
from crypto.trustee_keys import TrusteeSecret
from trustee import steps
from trustee.board import Board, Seen
from trustee.count import recount, single_ballot_contests, withdrawn_ballots
from trustee.errors import NotYetError, RefusedError
from trustee.files import UnlockNote
from trustee.progress import Progress
from trustee.record import Phase, Record
from trustee.session import Session


def unlock(session: Session) -> None:
    """Count everything again, and unlock exactly what came out, once."""
    purpose, secret = session.opened()
    session.until_possible(lambda: _unlock(session, purpose, secret))


def _unlock(session: Session, purpose: KeyPurpose, secret: TrusteeSecret) -> None:
    # Only a hint that spares reading the board again and again; the board decides.
    if session.way.status().step == "wait":
        raise NotYetError("the totals are not in the public record")
    with session.record(Seen.from_key_file(purpose)) as (board, record):
        _verify_totals_stand(record)
        board.verify_witnessed(record.manifest.witnesses)
        steps.verify_own_key(record.ceremony, secret, purpose.attempt)
        note = UnlockNote(session.key)
        note.verify(record.tally_hash)
        if _is_over(session, record, secret):
            return
        _verify_single_ballots(session, record)
        tally = recount(
            record, has_proofs_checked=not session.is_quick, show=Progress(session.speaker)
        )
        _tell_what_opens(session, board, record)
        entry = steps.unlock_step(record, secret, tally)
        note.write(record.tally_hash)
        session.deliver(entry)


def _verify_totals_stand(record: Record) -> None:
    if record.phase is Phase.CANCELLED:
        raise RefusedError("the election was cancelled; nothing is to be unlocked")
    if record.phase.value < Phase.DECRYPTING.value:
        raise NotYetError("the totals are not in the public record")


def _is_over(session: Session, record: Record, secret: TrusteeSecret) -> bool:
    """Tell whether nothing is left to unlock.

    Raises:
        RefusedError: an unlock share of this key for other totals stands on the board.
    """
    given = record.decryptions.get(secret.index)
    if given is not None and given.tally != record.tally_hash:
        raise RefusedError("an unlock share of yours for other totals stands in the public record")
    if given is not None:
        session.speaker.say("You have unlocked these totals already. Nothing is left to do.")
        return True
    if record.phase is not Phase.DECRYPTING:
        session.speaker.say("The totals were opened without your key. Nothing is left to do.")
        return True
    return False


def _verify_single_ballots(session: Session, record: Record) -> None:
    single = single_ballot_contests(record)
    if not single:
        return
    numbers = ", ".join(map(str, single))
    warning = f"in question {numbers} one ballot is the whole total: unlocking it opens that ballot"
    if session.may_open_single or record.manifest.demonstration:
        session.speaker.say(f"Careful: {warning}.")
        return
    raise RefusedError(f"{warning}. If that is agreed, add --open-single")


def _tell_changes(session: Session, record: Record) -> None:
    roll = record.roll
    if roll.is_changed:
        session.speaker.say(
            f"After the freeze {roll.reissued:,} voter codes were replaced and {roll.revoked:,} "
            f"voters taken off the list; {withdrawn_ballots(record):,} ballots of theirs are not "
            "counted. The public record says when and why."
        )


def _tell_what_opens(session: Session, board: Board, record: Record) -> None:
    count = record.manifest.option_count
    ballots = len(record.tally_input.counted) if record.tally_input else 0
    say = session.speaker.say
    entries = f"{board.checkpoint.size:,} entries"
    say(f"The public record holds {entries} and {ballots:,} counted ballots.")
    if session.is_quick:
        say("Not checked on this device: the proofs of the single ballots.")
    else:
        withdrawn, tests = withdrawn_ballots(record), len(record.tests)
        replaced = len(record.ballots) - ballots - withdrawn
        say(
            "Every ballot's signature and proofs were checked on this device, with "
            f"{replaced:,} replaced and {tests:,} test ballots."
        )
    _tell_changes(session, record)
    say("Every total was computed again on this device and is the one in the public record.")
    say(
        f"The code of the locked totals is {tracker(record.tally_hash.hex())}: the same for "
        "every key holder. Their SHA-256, on the page of their entry, is "
        f"{record.tally_hash.hex()}."
    )
    opening = f"You will open {count:,} totals."
    # Without proofs one made-up ballot can take the others away again and leave one alone.
    may_be_alone = session.is_quick or single_ballot_contests(record)
    say(opening if may_be_alone else f"{opening} You will not open any single ballot.")
