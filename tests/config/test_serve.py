import socket

import pytest
from django.core.management import CommandError, call_command


def test_a_taken_port_is_named_before_anything_is_started(settings):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings.TABELLA_URL = f"http://127.0.0.1:{other.getsockname()[1]}"

        with pytest.raises(
            CommandError, match=r"in use\. End what uses the port, or choose another"
        ):
            call_command("serve")
