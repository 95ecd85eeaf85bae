"""C12: the result is what the totals hold.

C12.1 is tested when the payload is decoded (`verifier.election`).
Source: docs/spec/verification.md C12; docs/spec/protocol.md S8.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from crypto.context import ElectionContext
from crypto.tally import PartialDecryption, combined_values, positions
from crypto.tally_payloads import EncryptedTally, ResultPayload
from verifier.election import Election, Found
from verifier.report import Report


@dataclass(frozen=True, slots=True)
class Counting:
    """What the verifier knows of the count by itself.

    Attributes:
        context: the election.
        totals: its own totals.
        decryptions: partial decryptions in the group, by trustee.
        contest_weights: counted weight of each contest, in the manifest's order.
        ballots: number of counted ballots.
    """

    context: ElectionContext
    totals: EncryptedTally
    decryptions: Mapping[int, PartialDecryption]
    contest_weights: tuple[int, ...]
    ballots: int


def check_result(election: Election, counting: Counting | None, report: Report) -> None:
    """Check the published result.

    Args:
        election: the record's small payloads.
        counting: None if keys or totals are not known.
        report: where failures go.
    """
    if election.result is None:
        report.leave("C12", "there is no result that can be read")
        return
    found = election.result
    _check_origin(election, found, report)
    if counting is None:
        report.leave("C12", "keys or totals are not known")
        return
    _check_values(found, counting, report)
    _check_counts(found, counting, report)
    _check_sums(found, counting, report)
    contests = len(found.payload.contests)
    plural = "s" if contests > 1 else ""
    report.summarize("C12", f"{contests:,} contest{plural}, {counting.ballots:,} ballots counted")


def _check_origin(election: Election, found: Found[ResultPayload], report: Report) -> None:
    place, payload = found.entry.place, found.payload
    tally = election.board.first("tally")
    if not tally or payload.tally != tally[0].payload_hash:
        report.fail("C12.2", place, "names another tally")
    if election.manifest and len(payload.trustees) != election.manifest.payload.threshold:
        expected, got = election.manifest.payload.threshold, len(payload.trustees)
        report.fail("C12.3", place, f"names {got} trustees, expected {expected}")
    decrypted = {entry.header.trustee for entry in election.board.of("decryption")}
    for trustee in payload.trustees:
        if trustee not in decrypted:
            report.fail("C12.3", place, f"trustee {trustee} has no partial decryption")


def _check_values(found: Found[ResultPayload], counting: Counting, report: Report) -> None:
    payload, context = found.payload, counting.context
    shares = [counting.decryptions[i] for i in payload.trustees if i in counting.decryptions]
    if len(shares) != len(payload.trustees) or len(shares) != context.manifest.threshold:
        report.leave("C12", "the shares that were combined are not all there")
        return
    values = combined_values(context, counting.totals, shares)
    for contest, option, value in positions(values):
        if payload.contests[contest - 1][option - 1].value != value:
            place = f"{found.entry.place}, contest {contest} option {option}"
            report.fail("C12.4", place, "the value is not the opened total")


def _check_counts(found: Found[ResultPayload], counting: Counting, report: Report) -> None:
    context = counting.context
    for contest, option, item in positions(found.payload.contests):
        place = f"{found.entry.place}, contest {contest} option {option}"
        if context.bases.k.power(context.group.scalar(item.count)) != item.value:
            report.fail("C12.5", place, f"count {item.count:,} does not fit the value")
        highest = context.manifest.contest(contest).options[option - 1].option_max
        bound = highest * counting.contest_weights[contest - 1]
        if item.count > bound:
            report.fail("C12.7", place, f"count {item.count:,}, but at most {bound:,} can be")
    if found.payload.ballots != counting.ballots:
        detail = f"{found.payload.ballots:,} ballots, but {counting.ballots:,} are counted"
        report.fail("C12.6", found.entry.place, detail)


def _check_sums(found: Found[ResultPayload], counting: Counting, report: Report) -> None:
    pairs = zip(found.payload.contests, counting.contest_weights, strict=True)
    for number, (items, weight) in enumerate(pairs, start=1):
        contest = counting.context.manifest.contest(number)
        total = sum(item.count for item in items)
        low, high = contest.votes_min * weight, contest.votes_max * weight
        if not low <= total <= high:
            detail = f"{total:,} votes in all, but {low:,} to {high:,} can be"
            report.fail("C12.8", f"{found.entry.place}, contest {number}", detail)
