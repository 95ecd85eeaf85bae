"""The command line: reads arguments, says in plain words what happened, sets the exit code.

0: done. 1: refused, something is wrong on the board. 2: unusable input, no connection, or others
have to act first.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from crypto.errors import CryptoError
from trustee.commands import COMMANDS, Session
from trustee.errors import NotYetError, RefusedError, TrusteeError
from trustee.files import link_text
from trustee.link import Link
from trustee.words import Speaker

DONE, REFUSED, UNUSABLE = 0, 1, 2

_HELP = {
    "key": "make your key and its file",
    "confirm": "send your part to the other key holders, check theirs, and confirm",
    "drill": "prove that your key file works",
    "unlock": "count the ballots again and unlock the totals",
    "status": "say what is next",
}


def main(arguments: Sequence[str], *, pause: Callable[[float], None] = time.sleep) -> int:
    """Run one command.

    Args:
        arguments: what stands after the program's name.
        pause: waits for some seconds.

    Returns:
        The exit code.
    """
    speaker = Speaker(sys.stdout, sys.stderr)
    options = _parser().parse_args(arguments)
    try:
        session = Session(
            link=Link.parse(link_text(options.link)),
            file=options.file,
            passphrase_file=options.passphrase_file,
            wait=options.wait,
            is_quick=options.quick,
            may_open_single=options.open_single,
            speaker=speaker,
            pause=pause,
        )
        COMMANDS[options.command](session)
    except (RefusedError, CryptoError) as error:
        speaker.refuse(f"Refused: {error}.")
        return REFUSED
    except NotYetError as error:
        speaker.refuse(f"Not yet: {error}. Run the same command again later.")
        return UNUSABLE
    except TrusteeError as error:
        speaker.refuse(f"Stopped: {error}.")
        return UNUSABLE
    except KeyboardInterrupt:
        speaker.refuse("Stopped by you.")
        return UNUSABLE
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m trustee",
        description="For key holders: make a key, confirm it, prove it works, unlock the count.",
    )
    parser.add_argument("command", choices=_HELP, help="; ".join(map(": ".join, _HELP.items())))
    parser.add_argument(
        "--link",
        required=True,
        help="the link you were sent, in quotes; @FILE reads it from a file, so that it stands "
        "neither in your shell's history nor in the list of programs",
    )
    parser.add_argument("--file", required=True, type=Path, help="your key file")
    parser.add_argument(
        "--passphrase-file", type=Path, help="read the passphrase from the first line of this file"
    )
    parser.add_argument(
        "--wait", type=_seconds, default=0, help="wait this many seconds for others to act"
    )
    parser.add_argument(
        "--quick", action="store_true", help="unlock without checking each ballot's proofs"
    )
    parser.add_argument(
        "--open-single",
        action="store_true",
        help="unlock even a question that only one person answered",
    )
    return parser


def _seconds(text: str) -> int:
    if not text.isdecimal() or len(text) > 7:
        raise argparse.ArgumentTypeError("a number of seconds")
    return int(text)
