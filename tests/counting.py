"""Key holders unlock, and the count goes to its end."""

from crypto.decryption import TallyDecryptor, draw_nonces
from crypto.transcript import sha256
from crypto.trustee_keys import TrusteeSecret, key_share
from tally import selectors
from tally.services import decryption_accept
from tally.tasks import count_advance
from tests.elections import BuiltElection
from voting.ceremonies import ceremony_view
from voting.contexts import election_context
from voting.models import Election
from voting.selectors import trustee_get
from voting.services import election_close


def counted(built: BuiltElection, *, by: tuple[int, ...] = (1,)) -> Election:
    """Close voting, let these key holders unlock, and count to the end. Tasks have to be run."""
    election_close(election=built.election)
    count_advance.delay(built.election.slug)
    for index in by:
        unlock(built, built.secrets[index - 1])
    count_advance.delay(built.election.slug)
    return built.reload()


def decryption_payload(election: Election, secret: TrusteeSecret) -> bytes:
    """What a key holder's program answers to the totals on the record."""
    context, totals = election_context(election), selectors.totals(election)
    share = key_share(secret, ceremony_view(election))
    decryptor = TallyDecryptor(context, trustee=secret.index, key_share=share)
    nonces = draw_nonces(context.group, totals.tally)
    payload = decryptor.decrypt(totals.tally, tally_hash=totals.payload_hash, nonces=nonces)
    return payload.encode(context.group)


def unlock(built: BuiltElection, secret: TrusteeSecret) -> None:
    election = built.reload()
    payload = decryption_payload(election, secret)
    decryption_accept(
        trustee=trustee_get(election, secret.index),
        payload=payload,
        signature=secret.sign("decryption", sha256(payload)),
    )


def counts(built: BuiltElection) -> list[list[int]]:
    result = selectors.result(built.reload())
    return [[item.count for item in contest] for contest in result.contests]
