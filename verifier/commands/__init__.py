"""The sub-commands: each has one module with its arguments and its words.

Source: docs/spec/board.md sections 12 and 13.
"""

from verifier.commands import dispute, fsck, mirror, receipt, record_of, registry, watch
from verifier.commands.command import Command

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        watch.COMMAND,
        mirror.COMMAND,
        fsck.COMMAND,
        record_of.COMMAND,
        receipt.COMMAND,
        dispute.COMMAND,
        registry.COMMAND,
    )
}
"""The sub-commands by name."""


def listed_commands() -> str:
    """Return one line for each sub-command, for the help text of the program."""
    lines = [f"  {command.name:<10} {command.purpose}" for command in COMMANDS.values()]
    return "\n".join(["sub-commands (each has --help of its own):", *lines])
