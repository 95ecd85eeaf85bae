"""The command line: reads arguments, says in plain words what happened, sets the exit code.

0: done. 1: refused, something is wrong on the board. 2: unusable input, no connection, or others
have to act first.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from crypto.errors import CryptoError
from trustee import VERSION
from trustee.answer_file import AnswerFile, answer_path
from trustee.commands import COMMANDS
from trustee.errors import NotYetError, RefusedError, TrusteeError, UnusableError
from trustee.files import link_text
from trustee.link import Link
from trustee.server import Server
from trustee.session import Session
from trustee.task_file import TaskFile
from trustee.way import Way
from trustee.words import Speaker, arithmetic

DONE, REFUSED, UNUSABLE = 0, 1, 2

_HELP = {
    "key": "make your key and its file",
    "confirm": "give your part to the other key holders, check theirs, and confirm",
    "drill": "prove that your key file works",
    "unlock": "count the ballots again and unlock the totals",
    "status": "say what is next",
}

_WAYS = """\
With network, by the link you were sent:
  %(prog)s key --link "@link.txt" --key my-key.txt
Without network, by files you carry: download the task file from your page, run
  %(prog)s key TASK --key my-key.txt
and upload the answer file on your page. Nothing is sent in this way.
"""


def main(arguments: Sequence[str], *, pause: Callable[[float], None] = time.sleep) -> int:
    """Run one command.

    Args:
        arguments: what stands after the program's name.
        pause: waits for some seconds.

    Returns:
        The exit code.
    """
    speaker = Speaker(sys.stdout, sys.stderr)
    options = _options(arguments)
    try:
        with _way(options, speaker) as way:
            return _run(options, way, speaker, pause)
    except (RefusedError, CryptoError) as error:
        speaker.refuse(f"Refused: {error}.")
        return REFUSED
    except TrusteeError as error:
        speaker.refuse(f"Stopped: {error}.")
        return UNUSABLE
    except KeyboardInterrupt:
        speaker.refuse("Stopped by you.")
        return UNUSABLE


def _run(
    options: argparse.Namespace, way: Way, speaker: Speaker, pause: Callable[[float], None]
) -> int:
    session = Session(
        way=way,
        key=options.key,
        passphrase_file=options.passphrase_file,
        wait=options.wait,
        is_quick=options.quick,
        may_open_single=options.open_single,
        speaker=speaker,
        pause=pause,
    )
    try:
        COMMANDS[options.command](session)
    except NotYetError as error:
        speaker.refuse(f"Not yet: {error}. {way.later}")
        return UNUSABLE
    return DONE


def _way(options: argparse.Namespace, speaker: Speaker) -> AbstractContextManager[Way]:
    if options.task is None:
        link = Link.parse(link_text(options.link))
        if not link.is_private:
            speaker.say("Careful: this link is not encrypted on its way (http).")
        return nullcontext(Server(link))
    answer = options.answer or answer_path(options.task)
    if answer.absolute() in {options.task.absolute(), options.key.absolute()}:
        raise UnusableError("the answer needs a file of its own")
    return TaskFile(options.task, AnswerFile(answer))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = _parser()
    options = parser.parse_args(arguments)
    if (options.task is None) == (options.link is None):
        parser.error("give a task file or --link, one of the two")
    if options.task is None and options.answer:
        parser.error("--answer goes with a task file")
    if options.task is not None and options.wait:
        parser.error("--wait goes with --link: a task file does not change")
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=_program(),
        description="For key holders: make a key, confirm it, prove it works, unlock the count.",
        epilog=_WAYS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=_HELP, help="; ".join(map(": ".join, _HELP.items())))
    parser.add_argument("task", nargs="?", type=Path, help="the task file, where you have no link")
    parser.add_argument(
        "--link",
        help="the link you were sent, in quotes; @FILE reads it from a file, so that it stands "
        "neither in your shell's history nor in the list of programs",
    )
    parser.add_argument("--key", required=True, type=Path, help="your key file")
    parser.add_argument(
        "--answer", type=Path, help="where the answer is written; otherwise beside the task file"
    )
    parser.add_argument(
        "--passphrase-file", type=Path, help="read the passphrase from the first line of this file"
    )
    parser.add_argument(
        "--wait", type=_seconds, default=0, help="wait this many seconds for others to act"
    )
    parser.add_argument(
        "--quick", action="store_true", help="unlock without checking the proofs of the ballots"
    )
    parser.add_argument(
        "--open-single",
        action="store_true",
        help="unlock even a question that only one person answered",
    )
    about = f"Tabella key holder's program {VERSION}. {arithmetic()}"
    parser.add_argument("--version", action="version", version=about)
    return parser


def _program() -> str:
    """Return how the program was started: from a folder, or as the single file."""
    started = Path(sys.argv[0])
    return f"python {started.name}" if started.suffix == ".pyz" else "python -m trustee"


def _seconds(text: str) -> int:
    if not text.isdecimal() or len(text) > 7:
        raise argparse.ArgumentTypeError("a number of seconds")
    return int(text)
