"""What witnesses signed, and who has to, against the checkpoints it was signed for."""

from board.fsck.faults import Teller, Told
from board.fsck.rows import CosignatureRow, LogRow, cosignature_rows, policy_document
from crypto import canonical_json
from crypto.cosignatures import CosignatureVerifier
from crypto.errors import CryptoError
from crypto.reader import Fields
from crypto.witness_policy import WITNESS_FIELDS, Witnesses


def cosignatures_check(log: LogRow, told: Told) -> None:
    """Name each cosignature of a log that does not hold, and a policy that cannot be read.

    A cosignature's row is named by size and row number: which of its columns is the wrong one, the
    signature cannot tell, except for the time.
    """
    teller = Teller(log.slug, "board_cosignature", told)
    for row in cosignature_rows(log.pk):
        _check(row, teller)
    document = policy_document(log.pk)
    if document is not None and not _is_policy(document):
        Teller(log.slug, "board_witnesspolicy", told).fault("", "document", "is no policy")


def _check(row: CosignatureRow, teller: Teller) -> None:
    place = f"{row.size}/{row.pk}"
    if row.note is None:
        teller.fault(place, "size", "there is no checkpoint of this size")
        return
    try:
        witness = CosignatureVerifier.parse(row.witness.decode())
        time = witness.verify((row.note + row.line).decode())
    except (CryptoError, UnicodeDecodeError) as error:
        teller.fault(place, "line", f"does not hold: {error}")
        return
    if time != row.time:
        teller.fault(place, "time", f"the witness says {time}")


def _is_policy(document: bytes) -> bool:
    try:
        value = canonical_json.decode(document, max_size=len(document), place="policy")
        Witnesses.of_fields(Fields(value, "policy", WITNESS_FIELDS))
    except CryptoError:
        return False
    return True
