"""What the verifier found out: twelve verdicts, the failures behind them, and notes.

Source: docs/spec/verification.md, "Verdicts".
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from crypto.errors import CryptoError

CHECKS = tuple(f"C{number:02}" for number in range(1, 13))
"""The checks in the order they are reported."""

KEPT_FAILURES = 20
"""Failures of one sentence that are kept with their places; the others are only counted."""

_KEPT_NOTES = 50


class Verdict(Enum):
    """What became of a check."""

    PASS = "pass"  # noqa: S105 -- a verdict
    FAIL = "FAIL"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Failure:
    """A sentence of verification.md that does not hold.

    Attributes:
        sentence: its number, for example "C07.5".
        place: where in the record: entry, contest, option, trustee; empty for the record itself.
        detail: what is wrong there.
    """

    sentence: str
    place: str
    detail: str


class Failures(list[Failure]):
    """Failures in the order they were found."""

    def fail(self, sentence: str, place: str, detail: str) -> None:
        """Append that `sentence` does not hold at `place`."""
        self.append(Failure(sentence, place, detail))

    @contextmanager
    def holds(self, sentence: str, place: str) -> Iterator[None]:
        """Append a failure of `sentence` if the body raises one of crypto's errors, and go on."""
        try:
            yield
        except CryptoError as error:
            self.fail(sentence, place, str(error))


class Report:
    """Collects failures, gaps and notes while the checks run."""

    def __init__(self) -> None:
        self._kept: dict[str, list[Failure]] = {}
        self._counts: dict[str, int] = {}
        self._gaps: dict[str, list[str]] = {check: [] for check in CHECKS}
        self._summaries: dict[str, str] = {}
        self._notes: list[str] = []
        self._note_count = 0

    def fail(self, sentence: str, place: str, detail: str) -> None:
        """Record that `sentence` does not hold at `place`."""
        self.add([Failure(sentence, place, detail)])

    def add(self, failures: Iterable[Failure]) -> None:
        """Record failures that were found elsewhere."""
        for failure in failures:
            kept = self._kept.setdefault(failure.sentence, [])
            self._counts[failure.sentence] = self._counts.get(failure.sentence, 0) + 1
            if len(kept) < KEPT_FAILURES:
                kept.append(failure)

    @contextmanager
    def holds(self, sentence: str, place: str) -> Iterator[None]:
        """Record a failure of `sentence` if the body raises one of crypto's errors, and go on."""
        failures = Failures()
        with failures.holds(sentence, place):
            yield
        self.add(failures)

    def leave(self, check: str, reason: str) -> None:
        """Record that a part of `check` could not be tried."""
        if reason not in self._gaps[check]:
            self._gaps[check].append(reason)

    def forget_gaps(self, reason: str) -> None:
        """Take every gap for something the election never had, for `reason`."""
        for check, gaps in self._gaps.items():
            if gaps:
                self._gaps[check] = []
                self._summaries[check] = reason

    def summarize(self, check: str, text: str) -> None:
        """Set what the line of `check` says when it passed."""
        self._summaries[check] = text

    def note(self, text: str) -> None:
        """Record something worth knowing that changes no verdict."""
        self._note_count += 1
        if len(self._notes) < _KEPT_NOTES:
            self._notes.append(text)

    def verdict(self, check: str) -> Verdict:
        """Return what became of `check`."""
        if self._sentences(check):
            return Verdict.FAIL
        return Verdict.NOT_CHECKED if self._gaps[check] else Verdict.PASS

    def line(self, check: str) -> str:
        """Return what the line of `check` says after the verdict."""
        verdict = self.verdict(check)
        if verdict is Verdict.FAIL:
            count = sum(self._counts[sentence] for sentence in self._sentences(check))
            return f"{count:,} failure{'s' if count > 1 else ''}"
        if verdict is Verdict.NOT_CHECKED:
            return "; ".join(self._gaps[check])
        return self._summaries.get(check, "")

    def failures(self, check: str) -> list[Failure]:
        """Return the failures of `check` that were kept, by number, then as they were found."""
        return [failure for sentence in self._sentences(check) for failure in self._kept[sentence]]

    def left_out(self, check: str) -> int:
        """Return how many failures of `check` were counted but not kept."""
        sentences = self._sentences(check)
        return sum(self._counts[sentence] - len(self._kept[sentence]) for sentence in sentences)

    @property
    def failed_sentences(self) -> list[str]:
        """The numbers of all sentences that do not hold, ascending."""
        return [sentence for check in CHECKS for sentence in self._sentences(check)]

    @property
    def notes(self) -> list[str]:
        """The notes that were kept, and a last one that counts the others."""
        more = self._note_count - len(self._notes)
        return [*self._notes, f"{more:,} more notes"] if more else list(self._notes)

    def checks_with(self, verdict: Verdict) -> list[str]:
        """Return the checks that came to `verdict`."""
        return [check for check in CHECKS if self.verdict(check) is verdict]

    def _sentences(self, check: str) -> list[str]:
        own = (sentence for sentence in self._kept if sentence.startswith(f"{check}."))
        return sorted(own, key=lambda sentence: int(sentence.partition(".")[2]))
