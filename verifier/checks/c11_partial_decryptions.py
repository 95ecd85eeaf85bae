"""C11: every trustee decrypted exactly the totals, with the key of the ceremony.

C11.1 is tested when the payload is decoded (`verifier.election`).
Source: docs/spec/verification.md C11; docs/spec/protocol.md S8.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from crypto.elgamal import Ciphertext
from crypto.equality_proof import DecryptionStatement
from crypto.errors import MembershipError
from crypto.fixed_base import FixedBase
from crypto.group import Element
from crypto.tally import PartialDecryption, positions, share_key_table
from crypto.tally_payloads import DecryptionPayload, EncryptedTally
from verifier.checks.c05_ceremony import Keys, signing_keys
from verifier.election import Election, Found
from verifier.report import Report


def check_partial_decryptions(
    election: Election, keys: Keys | None, totals: EncryptedTally | None, report: Report
) -> dict[int, PartialDecryption]:
    """Check every trustee's partial decryptions; return those in the group, by trustee."""
    if not election.board.of("decryption"):
        report.leave("C11", "there is no partial decryption")
        return {}
    if not election.decryptions:
        # They are malformed, which failed already, or nothing says what form they have to have.
        report.leave("C11", "no partial decryption can be read")
    signers = signing_keys(election.ceremony) if election.ceremony else None
    usable: dict[int, PartialDecryption] = {}
    for found in election.decryptions:
        _check_origin(election, found, signers, report)
        if keys is None or totals is None:
            report.leave("C11", "keys or totals are not known")
            continue
        decryption = _Decryption(found, keys, totals, report)
        if decryption.check():
            usable.setdefault(found.entry.header.trustee or 0, decryption.tested())
    count = len(election.decryptions)
    report.summarize("C11", f"{count:,} trustee{'s' if count > 1 else ''}")
    return usable


def _check_origin(
    election: Election,
    found: Found[DecryptionPayload],
    signers: Mapping[int | None, bytes] | None,
    report: Report,
) -> None:
    entry, payload = found.entry, found.payload
    tally = election.board.first("tally")
    if not tally or payload.tally != tally[0].payload_hash:
        report.fail("C11.2", entry.place, "names another tally")
    if payload.trustee != entry.header.trustee:
        report.fail("C11.3", entry.place, f"its payload is of trustee {payload.trustee}")
    if signers is None:
        return
    key = signers.get(entry.header.trustee)
    if key is None:
        report.fail("C11.4", entry.place, "its trustee has published no signing key")
        return
    with report.holds("C11.4", entry.place):
        entry.header.verify_signature(key)


class _Decryption:
    """One trustee's shares on their way through C11.5 and C11.6."""

    def __init__(
        self,
        found: Found[DecryptionPayload],
        keys: Keys,
        totals: EncryptedTally,
        report: Report,
    ) -> None:
        self._found = found
        self._keys = keys
        self._totals = totals
        self._report = report
        self._shares: dict[tuple[int, int], Element] = {}
        self._are_members = True

    def check(self) -> bool:
        """Check all shares; tell whether all are in the group."""
        group, items = self._keys.context.group, positions(self._found.payload.contests)
        share_key = self._keys.view.share_key(self._found.payload.trustee)
        table = share_key_table(group, share_key, self._totals)
        try:
            # Together they cost a fraction; if one is wrong, each is looked at to name it.
            group.members([item.share for _, _, item in items], "share")
        except MembershipError:
            self._are_members = False
        for contest, option, total in positions(self._totals):
            self._check_share(_At(contest, option, total, share_key), table)
        return len(self._shares) == len(positions(self._totals))

    def tested(self) -> PartialDecryption:
        """Return the shares, all of which were shown to be in the group."""
        shares = tuple(
            tuple(self._shares[contest, option] for option in range(1, len(items) + 1))
            for contest, items in enumerate(self._totals, start=1)
        )
        return PartialDecryption(self._found.entry.header.trustee or 0, shares)

    def _check_share(self, at: "_At", table: FixedBase) -> None:
        group = self._keys.context.group
        place = f"{self._found.entry.place}, contest {at.contest} option {at.option}"
        item = self._found.payload.contests[at.contest - 1][at.option - 1]
        try:
            share = Element(item.share) if self._are_members else group.member(item.share, "share")
        except MembershipError as error:
            self._report.fail("C11.5", place, str(error))
            return
        self._shares[at.contest, at.option] = share
        with self._report.holds("C11.6", place):
            item.proof.verify(group, self._statement(at, share), table)

    def _statement(self, at: "_At", share: Element) -> DecryptionStatement:
        return DecryptionStatement(
            h_e=self._keys.context.h_e,
            trustee=self._found.payload.trustee,
            contest=at.contest,
            option=at.option,
            share_key=at.share_key,
            ciphertext=at.total,
            share=share,
        )


@dataclass(frozen=True, slots=True)
class _At:
    """One total and the key it was decrypted with."""

    contest: int
    option: int
    total: Ciphertext
    share_key: Element
