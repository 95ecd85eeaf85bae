"""C05: the joint key was made by the trustees, and the election is bound to it.

C05.1 is tested when the payloads are decoded (`verifier.election`).
Source: docs/spec/verification.md C05; docs/spec/protocol.md S4.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from crypto.ceremony import CeremonyView
from crypto.ceremony_payloads import (
    CeremonyStep,
    ComplaintPayload,
    ConfirmPayload,
    DrillPayload,
    SharePayload,
    TrusteePayload,
)
from crypto.ceremony_proofs import verify_share_payload, verify_trustee_payload
from crypto.context import ElectionContext
from crypto.payloads import FreezePayload
from crypto.schnorr import verify_drill
from verifier.board import Entry
from verifier.election import Attempt, Election, Found
from verifier.report import Report

StepT = TypeVar("StepT", bound=CeremonyStep)


@dataclass(frozen=True, slots=True)
class Keys:
    """What the ceremony made, computed from the trustees' own entries.

    Attributes:
        view: the ceremony with the keys of every trustee.
        context: the election under these keys.
    """

    view: CeremonyView
    context: ElectionContext


def check_ceremony(election: Election, report: Report) -> Keys | None:
    """Check the key ceremony; return its keys, or None if they cannot be used."""
    for each in election.attempts:
        _check_steps(each, report)
    attempt = election.ceremony
    if attempt is None:
        report.leave("C05", "there is no ceremony that can be read")
        return None
    _check_distinct(attempt, report)
    view = _proven_keys(attempt, report)
    is_over = bool(election.board.of("election"))
    _check_shares(attempt, is_over=is_over, report=report)
    count = len(attempt.start.payload.trustees)
    if len(view.keys) != count:
        report.leave("C05", "the keys of some trustees are missing or do not hold")
        return None
    _check_confirmations(attempt, view, is_over=is_over, report=report)
    _check_drills(attempt, view, report)
    report.summarize("C05", f"{attempt.start.payload.threshold} of {count} trustees")
    return _bound_keys(election, view, report)


def _steps(attempt: Attempt, kind: type[StepT]) -> Iterator[tuple[Entry, StepT]]:
    for step in attempt.steps:
        if isinstance(step.payload, kind):
            yield step.entry, step.payload


def _check_steps(attempt: Attempt, report: Report) -> None:
    """Check what is asked of every attempt, the void ones included."""
    count = len(attempt.start.payload.trustees)
    keys = signing_keys(attempt)
    for step in attempt.steps:
        entry, payload = step.entry, step.payload
        if payload.attempt != attempt.start.payload.attempt:
            report.fail("C05.2", entry.place, f"of attempt {payload.attempt}")
        if payload.trustee != entry.header.trustee:
            report.fail("C05.2", entry.place, f"its payload is of trustee {payload.trustee}")
        if isinstance(payload, ComplaintPayload):
            _check_complaint(entry, payload, count, report)
        _check_signature(step, keys, report)


def _check_complaint(entry: Entry, payload: ComplaintPayload, count: int, report: Report) -> None:
    if payload.against > count:
        report.fail("C05.13", entry.place, f"against trustee {payload.against} of {count}")
    else:
        about = f"the {payload.reason} of trustee {payload.against}"
        report.note(f"{entry.place}: says that {about} is wrong")


def signing_keys(attempt: Attempt) -> dict[int | None, bytes]:
    """Return the signing keys of an attempt by trustee.

    Of several entries that one trustee made keys in, the first counts.
    """
    steps = list(_steps(attempt, TrusteePayload))
    return {entry.header.trustee: payload.signing_key for entry, payload in reversed(steps)}


def _check_signature(
    step: Found[CeremonyStep], keys: Mapping[int | None, bytes], report: Report
) -> None:
    entry = step.entry
    key = keys.get(entry.header.trustee)
    if key is None:
        report.fail("C05.3", entry.place, "its trustee has published no signing key")
        return
    with report.holds("C05.3", entry.place):
        entry.header.verify_signature(key)


def _check_distinct(attempt: Attempt, report: Report) -> None:
    seen: dict[object, str] = {}
    for entry, payload in _steps(attempt, TrusteePayload):
        numbers = (payload.signing_key, payload.communication_key, *payload.commitments)
        for number in numbers:
            if number in seen:
                detail = f"a key of {seen[number]} stands here again"
                report.fail("C05.4", entry.place, detail)
            seen.setdefault(number, entry.place)


def _proven_keys(attempt: Attempt, report: Report) -> CeremonyView:
    """Return a view of the ceremony that holds those keys whose proofs hold."""
    view = CeremonyView.of_attempt(attempt.start.payload)
    seen: set[int | None] = set()
    for entry, payload in _steps(attempt, TrusteePayload):
        is_first = entry.header.trustee not in seen
        seen.add(entry.header.trustee)
        with report.holds("C05.5", entry.place):
            key = verify_trustee_payload(payload, attempt.start.payload)
            # A key in the name of another must not stand in the place of that trustee's own.
            is_own = is_first and key.index == entry.header.trustee
            if is_own and key.index <= len(attempt.start.payload.trustees):
                view.keys[key.index] = key
    return view


def _check_shares(attempt: Attempt, *, is_over: bool, report: Report) -> None:
    senders = set()
    for entry, payload in _steps(attempt, SharePayload):
        senders.add(entry.header.trustee)
        with report.holds("C05.6", entry.place):
            verify_share_payload(payload, attempt.start.payload)
    _require_all(attempt, senders, "C05.6", is_over=is_over, report=report)


def _check_confirmations(
    attempt: Attempt, view: CeremonyView, *, is_over: bool, report: Report
) -> None:
    confirmed = set()
    for entry, payload in _steps(attempt, ConfirmPayload):
        confirmed.add(entry.header.trustee)
        if payload.transcript != view.transcript():
            report.fail("C05.7", entry.place, "confirms another transcript than the record's")
    _require_all(attempt, confirmed, "C05.7", is_over=is_over, report=report)


def _require_all(
    attempt: Attempt, present: set[int | None], sentence: str, *, is_over: bool, report: Report
) -> None:
    missing = set(range(1, len(attempt.start.payload.trustees) + 1)) - present
    if missing and is_over:
        report.fail(sentence, attempt.start.entry.place, f"nothing from trustee {min(missing)}")
    elif missing:
        report.leave("C05", "the ceremony is not finished")


def _check_drills(attempt: Attempt, view: CeremonyView, report: Report) -> None:
    seen: dict[bytes, str] = {}
    for entry, payload in _steps(attempt, DrillPayload):
        earlier = seen.setdefault(entry.payload, entry.place)
        if earlier != entry.place:
            report.fail("C05.9", entry.place, f"the same as {earlier}")
        with report.holds("C05.8", entry.place):
            statement = view.drill_statement(payload.trustee, payload.challenge)
            verify_drill(attempt.start.payload.group, statement, payload.proof)


def _bound_keys(election: Election, view: CeremonyView, report: Report) -> Keys | None:
    """Compare what `freeze` says with what the ceremony made."""
    joint_key = view.joint_key()
    if joint_key == 1:
        report.fail("C05.10", "joint key", "is one")
        return None
    found = election.manifest
    if found is None or found.payload.parameters != view.ceremony.parameters:
        report.leave("C05", "there is no manifest for these keys")
        return None
    context = ElectionContext.build(found.entry.payload, joint_key)
    keys = Keys(view, context)
    if election.freeze:
        _check_freeze(election.freeze, keys, report)
    else:
        report.leave("C05", "there is no freeze that can be read")
    return keys


def _check_freeze(found: Found[FreezePayload], keys: Keys, report: Report) -> None:
    freeze = found.payload
    expected: Sequence[tuple[str, object, object, str]] = (
        ("C05.10", freeze.joint_key, keys.context.joint_key, "joint key"),
        ("C05.11", freeze.transcript, keys.view.transcript(), "transcript hash"),
        ("C05.12", freeze.election_hash, keys.context.h_e, "election hash"),
    )
    for sentence, published, computed, name in expected:
        if published != computed:
            report.fail(sentence, found.entry.place, f"another {name} than the record leads to")
