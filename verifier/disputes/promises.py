"""Whether a promise was kept.

Source: docs/spec/board.md section 13.
"""

from crypto.ballot import tracker
from verifier.disputes.documents import PromiseNote
from verifier.disputes.judgement import Judgement, at_fault, no_fault, not_judged
from verifier.disputes.ledger import Ledger
from verifier.disputes.proofs import BrokenPromise, encode_dispute
from verifier.disputes.standing import standing_of, votes_of


def judge_promise(promise: PromiseNote, ledger: Ledger) -> Judgement:
    """Judge a promise that the log signed by the log's entries."""
    ballot = promise.promise.ballot
    votes = votes_of(ledger, promise.promise.credential)
    before = ledger.size if votes.close is None else votes.close
    kept = [index for index, digest in votes.ballots if digest == ballot and index < before]
    if kept:
        standing = standing_of(ledger, kept[0])
        return no_fault("the promise was kept", standing.text, standing=standing.name)
    if ballot in {digest for _, digest in votes.tests}:
        reason = f"ballot {tracker(ballot)} was shown as a test by the voter's own signature"
        return no_fault(reason, standing="test")
    if votes.close is None:
        if votes.cancel is not None:
            return no_fault("the election was called off before the promise was due")
        return no_fault("voting goes on: the promise is due when it is closed")
    others = [index for index, _ in votes.ballots if index < before]
    if others:
        return not_judged(
            f"another ballot of the same voter stands at entry {others[-1]}",
            "whether it was sent before or after the promised one, no record can tell",
        )
    broken = BrokenPromise(ledger.key.text(), promise.note, ledger.signed.note)
    reason = f"ballot {tracker(ballot)} was promised, and voting was closed without it"
    return at_fault(reason, proof=encode_dispute(broken))
