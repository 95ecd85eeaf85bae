"""The command line of the witness.

0: done. 1: refused, a log or registry contradicts itself. 2: unusable input or no connection.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from crypto.errors import CryptoError
from crypto.notes import NoteVerifier
from crypto.registry import MAX_REGISTRIES
from witness import VERSION, folder
from witness.answers import Witness
from witness.errors import ContradictionError, UnusableError
from witness.export import export
from witness.follow import Learned, registry_follow
from witness.public_folder import PublicFolder
from witness.server import WitnessServer

DONE, REFUSED, UNUSABLE = 0, 1, 2

MAX_EVERY = 86_400
"""Seconds between two looks at a registry, at most."""


def main(arguments: Sequence[str], *, pause: Callable[[float], None] = time.sleep) -> int:
    """Run one command.

    Args:
        arguments: what stands after the program's name.
        pause: waits for some seconds.

    Returns:
        The exit code.
    """
    options = _parser().parse_args(arguments)
    try:
        return _COMMANDS[options.command](options, pause)
    except ContradictionError as error:
        _complain(f"Refused: {error}.")
        return REFUSED
    except (UnusableError, CryptoError) as error:
        _complain(f"Stopped: {error}.")
        return UNUSABLE
    except KeyboardInterrupt:
        _complain("Stopped by you.")
        return UNUSABLE


_Pause = Callable[[float], None]


def _key(options: argparse.Namespace, _: _Pause) -> int:
    verifier = folder.create(options.folder, options.name)
    _say(f"Your witness's key, for everybody to know:\n{verifier.text()}")
    return DONE


def _add_log(options: argparse.Namespace, _: _Pause) -> int:
    key = NoteVerifier.parse(options.log_key, "log key")
    with folder.open_memory(options.folder).deciding() as records:
        known = records.log_key(key.name)
        if known is None:
            records.add_log(key, None)
        elif known != key.text():
            raise ContradictionError(f"{key.name} is known with another key, {known}")
    _say(f"{key.name} is cosigned from now on.")
    return DONE


def _serve(options: argparse.Namespace, _: _Pause) -> int:
    witness = _witness(options)
    host, _, port = options.listen.rpartition(":")
    try:
        server = WitnessServer((host.strip("[]"), int(port)), witness)
    except (OSError, ValueError, OverflowError) as error:
        raise UnusableError(f"cannot listen on {options.listen}: {error}") from error
    with server:
        _say(f"Listening on {host}:{server.server_address[1]}")
        server.serve_forever()
    return DONE


def _follow(options: argparse.Namespace, pause: _Pause) -> int:
    public = PublicFolder(options.address)
    registry_key = NoteVerifier.parse(options.key, "--key") if options.key else None
    while True:
        try:
            _look(options.folder, public, registry_key)
        except (UnusableError, CryptoError) as error:
            if not options.every:
                raise
            _complain(f"Not this time: {error}.")
        if not options.every:
            return DONE
        pause(options.every)


def _look(path: Path, public: PublicFolder, registry_key: NoteVerifier | None) -> None:
    """Look at a registry, and at those that come after it."""
    key = registry_key
    for _ in range(MAX_REGISTRIES):
        learned = registry_follow(
            memory=folder.open_memory(path),
            folder=public,
            registry_key=key,
            now=_clock(),
        )
        _tell(learned)
        if learned.following is None:
            return
        key = learned.following
        public = public.beside(key.name)


def _tell(learned: Learned) -> None:
    for origin in learned.added:
        _say(f"{origin} is cosigned from now on.")
    for origin in learned.refused:
        _complain(f"{origin} was given another key; the first one stays, the evidence is kept.")
    for origin in learned.late:
        _complain(f"{origin} was announced by a registry that had ended; it is not believed.")


def _evidence(options: argparse.Namespace, _: _Pause) -> int:
    with folder.open_memory(options.folder).reading() as records:
        kept = records.evidence()
    for item in kept:
        explained = " (proved and cosigned later)" if item.is_explained else ""
        _say(f"{item.digest}  {item.kind}  {item.origin}  size {item.size}{explained}")
    return REFUSED if any(not item.is_explained for item in kept) else DONE


def _export(options: argparse.Namespace, _: _Pause) -> int:
    memory = folder.open_memory(options.folder)
    _say(f"{export(_witness(options), memory, options.target)} files written.")
    return DONE


_COMMANDS: dict[str, Callable[[argparse.Namespace, _Pause], int]] = {
    "key": _key,
    "add-log": _add_log,
    "serve": _serve,
    "follow": _follow,
    "evidence": _evidence,
    "export": _export,
}


def _witness(options: argparse.Namespace) -> Witness:
    memory = folder.open_memory(options.folder)
    return Witness(folder.open_signer(options.folder), memory, _clock)


def _clock() -> int:
    return int(time.time())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m witness", description="Watch logs for others and cosign what only grew."
    )
    parser.add_argument("--version", action="version", version=f"Tabella witness {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--folder",
        type=Path,
        default=Path("witness-data"),
        help="the witness's key and memory; %(default)s if not given",
    )

    def command(name: str, words: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=words, description=words, parents=[shared])

    key = command("key", "make the witness's key and its memory")
    key.add_argument("--name", required=True, help="its name, for example witness.example.org")
    add_log = command("add-log", "cosign a log from now on")
    add_log.add_argument("log_key", help="the log's verifier key, name+id+key")
    serve = command("serve", "take checkpoints and answer questions over HTTP")
    serve.add_argument("--listen", default="127.0.0.1:8070", help="host:port; %(default)s")
    follow = command("follow", "learn of logs from a registry")
    follow.add_argument("address", help="of the first registry's public folder")
    follow.add_argument("--key", help="that registry's verifier key, needed the first time")
    follow.add_argument("--every", type=_seconds, default=0, help="look again after these seconds")
    command("evidence", "list what was refused and kept; ends with 1 if there is any")
    command("export", "write all that may be read by everybody to a folder").add_argument(
        "target", type=Path, help="the folder"
    )
    return parser


def _seconds(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text[:9]) <= MAX_EVERY:
        raise argparse.ArgumentTypeError(f"a number of seconds from 1 to {MAX_EVERY}")
    return int(text)


def _say(text: str) -> None:
    print(_harmless(text), flush=True)


def _complain(text: str) -> None:
    print(_harmless(text), file=sys.stderr, flush=True)


def _harmless(text: str) -> str:
    """Leave nothing in a text from outside that steers a terminal."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "?" for sign in text)
