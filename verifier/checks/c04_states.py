"""C04: every entry is allowed where it stands, and time runs forward.

Source: docs/spec/verification.md C04; docs/spec/record.md section 3.
"""

from collections.abc import Mapping
from itertools import pairwise

from crypto.ceremony_payloads import CeremonyPayload
from crypto.payloads import ExtendPayload
from crypto.reader import format_time
from crypto.waiver import WaiverPayload
from verifier.board import Entry
from verifier.election import Election
from verifier.report import Report
from verifier.spool import SpooledBallot

_ALLOWED: Mapping[str, frozenset[str]] = {
    "start": frozenset({"ceremony"}),
    "keys": frozenset({"trustee", "ceremony", "cancel"}),
    "shares": frozenset({"share", "complaint", "ceremony", "cancel"}),
    "confirming": frozenset({"confirm", "complaint", "ceremony", "cancel"}),
    "drilling": frozenset({"drill", "waiver", "election", "ceremony", "cancel"}),
    "stopped": frozenset({"ceremony", "cancel"}),
    "manifest": frozenset({"roll", "cancel"}),
    "roll": frozenset({"freeze", "cancel"}),
    "frozen": frozenset({"open", "drill", "roll-change", "cancel"}),
    "open": frozenset({"ballot", "challenge", "extend", "drill", "roll-change", "close", "cancel"}),
    "closed": frozenset({"tally-input", "cancel"}),
    "counting": frozenset({"tally", "cancel"}),
    "decrypting": frozenset({"decryption", "result", "cancel"}),
    "counted": frozenset({"final", "cancel"}),
    "end": frozenset(),
    "cancelled": frozenset(),
}

_PHASES = tuple(_ALLOWED)

_LEADS_TO: Mapping[str, str] = {
    "ceremony": "keys",
    "complaint": "stopped",
    "election": "manifest",
    "roll": "roll",
    "freeze": "frozen",
    "open": "open",
    "close": "closed",
    "tally-input": "counting",
    "tally": "decrypting",
    "result": "counted",
    "final": "end",
    "cancel": "cancelled",
}

_ROUNDS: Mapping[str, str] = {"trustee": "shares", "share": "confirming", "confirm": "drilling"}
"""Types of which each trustee has one, and the phase after the last."""

_OF_TRUSTEES = frozenset({*_ROUNDS, "complaint", "drill", "decryption"})
_ONCE = frozenset({*_ROUNDS, "decryption"})


def check_states(election: Election, report: Report) -> None:
    """Read the entries as a state machine and compare the times they tell."""
    _check_times(election, report)
    starts = {attempt.start.entry.index: attempt.start.payload for attempt in election.attempts}
    manifests = election.board.first("election")
    end = manifests[0].index if manifests else election.board.size
    if any(e.index < end and e.index not in starts for e in election.board.of("ceremony")):
        report.leave("C04", "a ceremony cannot be read")
        return
    waivers = {
        turn.entry.index: turn.payload
        for turn in election.turns
        if isinstance(turn.payload, WaiverPayload)
    }
    machine = _Machine(starts, waivers, report)
    for entry in election.board.all_entries():
        machine.take(entry)
    if machine.phase not in ("end", "cancelled"):
        report.leave("C04", "the record ends before final or cancel")
    report.summarize("C04", "cancelled" if machine.phase == "cancelled" else "complete")


class _Machine:
    """The table of record.md section 3.

    An entry that is not allowed is reported; if it belongs to a later phase the machine goes there
    all the same, so that one missing entry is one failure and not one for each entry after it.
    """

    def __init__(
        self,
        starts: Mapping[int, CeremonyPayload],
        waivers: Mapping[int, WaiverPayload],
        report: Report,
    ) -> None:
        self.phase = "start"
        self._starts = starts
        self._waivers = waivers
        self._report = report
        self._attempt = 0
        self._trustees = self._threshold = 0
        self._done: dict[str, set[int]] = {}
        self._waived: set[int] = set()

    def take(self, entry: Entry | SpooledBallot) -> None:
        """Read the next entry."""
        if entry.kind not in _ALLOWED[self.phase]:
            detail = f"not allowed in phase {self.phase!r}"
            self._report.fail("C04.1", entry.place, detail)
            if not self._is_ahead(entry):
                return
        if isinstance(entry, Entry):
            self._take_small(entry)
        self.phase = _LEADS_TO.get(entry.kind, self.phase)
        round_end = _ROUNDS.get(entry.kind)
        if round_end and len(self._done[entry.kind]) >= self._trustees:
            self.phase = round_end

    def _take_small(self, entry: Entry) -> None:
        """Read what is no ballot, and is allowed or leads to a later phase."""
        self._verify_complete(entry)
        if entry.kind == "ceremony":
            self._begin(entry)
        if entry.kind in _OF_TRUSTEES:
            self._take_step(entry)
        if entry.kind == "waiver":
            self._take_waiver(entry)

    def _is_ahead(self, entry: Entry | SpooledBallot) -> bool:
        next_phase = _LEADS_TO.get(entry.kind, self.phase)
        is_over = self.phase in ("end", "cancelled")
        return not is_over and _PHASES.index(next_phase) > _PHASES.index(self.phase)

    def _begin(self, entry: Entry) -> None:
        self._attempt += 1
        self._done = {}
        self._waived = set()
        payload = self._starts[entry.index]
        self._trustees, self._threshold = len(payload.trustees), payload.threshold
        if payload.attempt != self._attempt:
            detail = f"attempt {payload.attempt}, expected {self._attempt}"
            self._report.fail("C04.2", entry.place, detail)

    def _take_step(self, entry: Entry) -> None:
        done = self._done.setdefault(entry.kind, set())
        number = entry.header.trustee or 0
        if number > self._trustees:
            detail = f"of trustee {number}, but there are {self._trustees}"
            self._report.fail("C04.3", entry.place, detail)
            return
        if entry.kind in _ONCE and number in done:
            self._report.fail("C04.3", entry.place, f"a second one of trustee {number}")
        done.add(number)

    def _take_waiver(self, entry: Entry) -> None:
        everybody = set(range(1, self._trustees + 1))
        payload = self._waivers.get(entry.index)
        if payload is None:
            # Whom it names cannot be told; C04.6 says that it is malformed.
            self._waived = everybody
            return
        drilled = self._done.get("drill", set())
        waiting = everybody - drilled - self._waived
        unasked = sorted(set(payload.trustees) - waiting)
        if payload.attempt != self._attempt:
            self._report.fail("C04.8", entry.place, f"of attempt {payload.attempt}")
        if len(drilled) <= self._threshold:
            detail = f"after {len(drilled)} drills, but {self._threshold + 1} are needed"
            self._report.fail("C04.8", entry.place, detail)
        if unasked:
            self._report.fail("C04.8", entry.place, f"no drill is asked of trustee {unasked[0]}")
        self._waived |= set(payload.trustees)
        names = ", ".join(str(number) for number in payload.trustees)
        self._report.note(f"{entry.place}: went on without a drill of trustee {names}")

    def _verify_complete(self, entry: Entry) -> None:
        if entry.kind == "election":
            missing = set(range(1, self._trustees + 1)) - self._waived
            missing -= self._done.get("drill", set())
            if missing:
                detail = f"neither drill nor waiver of trustee {min(missing)}"
                self._report.fail("C04.4", entry.place, detail)
        if entry.kind == "result":
            got = len(self._done.get("decryption", set()))
            if got < self._threshold:
                detail = f"{got} partial decryptions, but {self._threshold} are needed"
                self._report.fail("C04.5", entry.place, detail)


def _check_times(election: Election, report: Report) -> None:
    for before, after in pairwise(election.turns):
        if after.payload.at < before.payload.at:
            detail = f"earlier than {before.entry.place}"
            report.fail("C04.7", after.entry.place, detail)
    if election.manifest is None:
        return
    planned = {"open": election.manifest.payload.opens, "close": election.manifest.payload.closes}
    for turn in election.turns:
        kind, payload = turn.entry.kind, turn.payload
        if isinstance(payload, ExtendPayload):
            planned["close"] = payload.closes
        elif kind in planned and payload.at != planned[kind]:
            times = f"planned {format_time(planned[kind])}, done {format_time(payload.at)}"
            report.note(f"{turn.entry.place}: {times}")
