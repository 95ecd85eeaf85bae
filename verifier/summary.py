"""The report in words and for machines.

Source: docs/spec/verification.md, "Verdicts".
"""

from dataclasses import dataclass
from typing import Self

from crypto.canonical_json import JsonValue
from crypto.notes import NoteVerifier
from verifier.election import Election
from verifier.report import CHECKS, Report, Verdict
from verifier.terminal import harmless

_STATUS = {"passed": 0, "failed": 1, "incomplete": 2, "unusable": 2, "stopped": 2}
DEMONSTRATION = "DEMONSTRATION. Votes here count for nothing. "


@dataclass(frozen=True, slots=True)
class Heading:
    """What the record says it is about; every text is foreign.

    Attributes:
        title: of the election, in its first language; empty if it cannot be read.
        origin: of the log; empty if it cannot be read.
        log_key_id: 8 hex digits; empty if there is no log key.
        is_demonstration: whether the record says so anywhere.
        is_cancelled: whether the election was called off.
    """

    title: str = ""
    origin: str = ""
    log_key_id: str = ""
    is_demonstration: bool = False
    is_cancelled: bool = False

    @classmethod
    def of(cls, election: Election) -> Self:
        """Return the heading of a record that was read."""
        title = ""
        if election.manifest:
            manifest = election.manifest.payload
            title = manifest.text(manifest.title, manifest.languages[0])
        log = NoteVerifier.parse(election.log_key) if election.log_key else None
        return cls(
            title=title,
            origin=log.name if log else "",
            log_key_id=log.key_id.hex() if log else "",
            is_demonstration=election.is_demonstration,
            is_cancelled=election.board.is_cancelled,
        )

    def line(self) -> str:
        """Return the first line of the report."""
        start = DEMONSTRATION if self.is_demonstration else ""
        if not self.origin:
            return f"{start}A record whose election cannot be read"
        title = f'"{harmless(self.title)}"' if self.title else "An election without a manifest"
        return f"{start}{title} at {harmless(self.origin)}, log key {self.log_key_id}"


@dataclass(frozen=True, slots=True)
class ContestCounts:
    """What the result says of one contest, in the election's first language."""

    title: str
    options: tuple[tuple[str, int], ...]

    @classmethod
    def all_of(cls, election: Election) -> tuple[Self, ...]:
        """Return the counts of every contest; nothing if there is no result."""
        if election.manifest is None or election.result is None:
            return ()
        manifest = election.manifest.payload
        language = manifest.languages[0]
        pairs = zip(manifest.contests, election.result.payload.contests, strict=True)
        return tuple(
            cls(
                contest.title[language],
                tuple(
                    (option.title[language], item.count)
                    for option, item in zip(contest.options, items, strict=True)
                ),
            )
            for contest, items in pairs
        )

    def line(self) -> str:
        """Return the counts in words."""
        counts = ", ".join(f"{harmless(title)} {count:,}" for title, count in self.options)
        return f"result: {harmless(self.title)}: {counts}"


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything the program says.

    Attributes:
        heading: what the record is about.
        report: the verdicts.
        outcome: "passed", "failed", "incomplete", "unusable" or "stopped".
        counts: the result by contest; empty unless every check passed and the election stands.
    """

    heading: Heading
    report: Report
    outcome: str
    counts: tuple[ContestCounts, ...] = ()

    @classmethod
    def of(cls, election: Election, report: Report) -> Self:
        """Sum up a record that was checked."""
        outcome = "passed"
        if report.checks_with(Verdict.NOT_CHECKED):
            outcome = "incomplete"
        if report.checks_with(Verdict.FAIL):
            outcome = "failed"
        stands = outcome == "passed" and not election.board.is_cancelled
        counts = ContestCounts.all_of(election) if stands else ()
        return cls(Heading.of(election), report, outcome, counts)

    @classmethod
    def unusable(cls, detail: str) -> Self:
        """Sum up a file that is no record."""
        report = Report()
        report.fail("C01.1", "", detail)
        for check in CHECKS[1:]:
            report.leave(check, "the file is unusable")
        return cls(Heading(), report, "unusable")

    @classmethod
    def stopped(cls, detail: str) -> Self:
        """Sum up a run that came to nothing for a reason outside the record."""
        report = Report()
        for check in CHECKS:
            report.leave(check, detail)
        return cls(Heading(), report, "stopped")

    @property
    def status(self) -> int:
        """The exit status of the program."""
        return _STATUS[self.outcome]

    def text(self) -> str:
        """Return the report in words."""
        lines = [self.heading.line()]
        for check in CHECKS:
            verdict = self.report.verdict(check)
            lines.append(
                f"{check} {verdict.value:<12} {harmless(self.report.line(check))}".rstrip()
            )
            lines += self._failures(check)
        lines += [f"note: {harmless(note)}" for note in self.report.notes]
        lines += [contest.line() for contest in self.counts]
        return "\n".join([*lines, self.conclusion])

    def document(self) -> JsonValue:
        """Return the report for machines."""
        heading = self.heading
        return {
            "v": 1,
            "outcome": self.outcome,
            "status": self.status,
            "conclusion": self.conclusion,
            "election": {
                "title": heading.title,
                "origin": heading.origin,
                "log_key_id": heading.log_key_id,
                "demonstration": heading.is_demonstration,
                "cancelled": heading.is_cancelled,
            },
            "checks": [self._check_document(check) for check in CHECKS],
            "notes": self.report.notes,
            "result": [
                {
                    "title": contest.title,
                    "options": [
                        {"title": title, "count": count} for title, count in contest.options
                    ],
                }
                for contest in self.counts
            ],
        }

    def _failures(self, check: str) -> list[str]:
        lines = []
        for failure in self.report.failures(check):
            where = f"{failure.place}: " if failure.place else ""
            lines.append(f"  {failure.sentence} {harmless(where + failure.detail)}")
        left_out = self.report.left_out(check)
        return [*lines, f"  and {left_out:,} more"] if left_out else lines

    def _check_document(self, check: str) -> JsonValue:
        return {
            "check": check,
            "verdict": self.report.verdict(check).value.lower(),
            "text": self.report.line(check),
            "failures": [
                {"sentence": failure.sentence, "place": failure.place, "detail": failure.detail}
                for failure in self.report.failures(check)
            ],
            "failures_left_out": self.report.left_out(check),
        }

    @property
    def conclusion(self) -> str:
        """The last line of the report."""
        failed = self.report.checks_with(Verdict.FAIL)
        gaps = self.report.checks_with(Verdict.NOT_CHECKED)
        total = len(CHECKS)
        match self.outcome:
            case "unusable":
                return "This file is unusable as an election record; nothing else was checked."
            case "stopped":
                return "The verifier stopped before it came to a verdict."
            case "failed":
                more = f"; {len(gaps)} were not made" if gaps else ""
                names = ", ".join(failed)
                return (
                    f"This record is NOT in order: {len(failed)} of {total} checks failed"
                    f" ({names}){more}."
                )
            case "incomplete":
                names = ", ".join(gaps)
                return f"Nothing failed, but {len(gaps)} of {total} checks were not made ({names})."
        if self.heading.is_cancelled:
            return "All twelve checks passed. The election was cancelled and has no result."
        return (
            "All twelve checks passed: the result counts exactly the last ballot of each voter"
            " who cast one, as it was cast."
        )
