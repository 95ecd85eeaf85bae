"""What all sub-commands have in common.

Source: docs/spec/board.md sections 12 and 13.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crypto.canonical_json import JsonValue
from crypto.errors import CryptoError
from crypto.notes import NoteVerifier
from verifier.errors import LogFaultError, VerifierError
from verifier.terminal import harmless, show

PASSED, FAILED, UNUSABLE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Command:
    """A sub-command.

    Attributes:
        name: the word that calls it.
        purpose: what it does, in one line.
        statuses: what its exit statuses mean.
        arguments: adds its arguments to a parser.
        act: does it and returns the exit status.
    """

    name: str
    purpose: str
    statuses: str
    arguments: Callable[[argparse.ArgumentParser], None]
    act: Callable[[argparse.Namespace], int]

    def run(self, words: Sequence[str]) -> int:
        """Run the command with the words after its name; return the exit status."""
        parser = argparse.ArgumentParser(
            prog=f"python -m verifier {self.name}",
            description=f"{self.purpose[0].upper()}{self.purpose[1:]}.",
            epilog=f"Ends with {self.statuses}.",
        )
        self.arguments(parser)
        asked = parser.parse_args(words)
        try:
            return self.act(asked)
        except LogFaultError as error:
            return stop(asked, FAILED, "failed", str(error))
        except (CryptoError, VerifierError) as error:
            return stop(asked, UNUSABLE, "unusable", str(error))
        except OSError as error:
            return stop(asked, UNUSABLE, "stopped", error.strerror or type(error).__name__)
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 -- never a traceback
            return stop(asked, UNUSABLE, "stopped", f"gave up: {type(error).__name__}")


def stop(asked: argparse.Namespace, status: int, outcome: str, detail: str) -> int:
    """Say why there is no better answer and return `status`."""
    if getattr(asked, "json", False):
        show_document({"v": 1, "outcome": outcome, "status": status, "detail": detail})
    else:
        show(harmless(detail))
    return status


def show_document(document: JsonValue) -> None:
    """Print a report for machines."""
    show(json.dumps(document, indent=1))


def say(text: str) -> None:
    """Write a line of progress to standard error."""
    print(harmless(text), file=sys.stderr, flush=True)


def add_key(parser: argparse.ArgumentParser) -> None:
    """Let the log's key be given."""
    parser.add_argument(
        "--key",
        metavar="VKEY",
        help="the log's verifier key, if you know it from elsewhere;"
        " otherwise the one its first entry names",
    )


def key_of(asked: argparse.Namespace) -> NoteVerifier | None:
    """Return the key that was given, if any.

    Raises:
        DecodeError: it is malformed.
    """
    return None if asked.key is None else NoteVerifier.parse(asked.key, "--key")
