import errno
import io
import socket

import pytest
from django.core.management import CommandError, call_command

from config.management.commands.serve import Command


def test_a_taken_port_is_named_before_anything_is_started(settings):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings.TABELLA_URL = f"http://127.0.0.1:{other.getsockname()[1]}"

        with pytest.raises(
            CommandError, match=r"in use\. End what uses the port, or choose another"
        ):
            call_command("serve")


class FullDisk(io.StringIO):
    def write(self, _text):
        raise OSError(errno.ENOSPC, "No space left on device")


class Ended:
    """A child that has ended by itself."""

    name = "web"
    starts = 0

    def has_ended(self):
        return True

    def start_again(self):
        self.starts += 1


def test_a_child_is_started_again_although_nothing_can_be_said_of_it():
    child = Ended()
    Command(stderr=FullDisk())._keep(child)
    assert child.starts == 1
