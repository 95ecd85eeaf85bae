"""C10: the encrypted totals are the products of the counted ballots.

C10.1 is tested when the payload is decoded (`verifier.election`).
Source: docs/spec/verification.md C10; docs/spec/protocol.md S8.
"""

from crypto.tally import positions
from crypto.tally_payloads import EncryptedTally
from verifier.election import Election
from verifier.report import Report


def check_aggregation(election: Election, totals: EncryptedTally | None, report: Report) -> None:
    """Compare the published totals with the verifier's own.

    Args:
        election: the record's small payloads.
        totals: the verifier's own; None if they could not be computed.
        report: where failures go.
    """
    if election.tally is None:
        report.leave("C10", "there is no tally that can be read")
        return
    place, payload = election.tally.entry.place, election.tally.payload
    inputs = election.board.first("tally-input")
    if not inputs or payload.tally_input != inputs[0].payload_hash:
        report.fail("C10.2", place, "names another tally input")
    if totals is None:
        report.leave("C10", "the counted ballots cannot be told, or one cannot be used")
        return
    for contest, option, own in positions(totals):
        published = payload.contests[contest - 1][option - 1]
        if (published.alpha, published.beta) != (own.alpha, own.beta):
            detail = "not the product of the counted ballots"
            report.fail("C10.3", f"{place}, contest {contest} option {option}", detail)
    options = len(positions(totals))
    report.summarize("C10", f"{options:,} total{'s' if options > 1 else ''}")
