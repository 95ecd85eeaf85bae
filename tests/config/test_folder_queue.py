import errno
import threading
from pathlib import Path

import pytest
from kombu import Connection, Exchange, Queue
from kombu.exceptions import ChannelError, OperationalError

from config import folder_queue

MESSAGES = 300
QUEUE = "ballots"


@pytest.fixture
def folders(tmp_path):
    for name in ("messages", "taken"):
        (tmp_path / name).mkdir()
    return {
        "data_folder_in": str(tmp_path / "messages"),
        "data_folder_out": str(tmp_path / "messages"),
        "processed_folder": str(tmp_path / "taken"),
        "polling_interval": 0.01,
    }


@pytest.fixture
def connected(folders):
    return lambda: Connection(f"{folder_queue.SCHEME}://localhost", transport_options=folders)


def put(connected, numbers):
    with connected() as connection, connection.SimpleQueue(QUEUE) as queue:
        for number in numbers:
            queue.put({"number": number})


def take(connected, most):
    taken = []
    with connected() as connection, connection.SimpleQueue(QUEUE) as queue:
        while len(taken) < most:
            try:
                message = queue.get(timeout=5)
            except queue.Empty:
                break
            taken.append(message.payload["number"])
            message.ack()
    return taken


def test_messages_come_in_order_and_leave_no_file(connected, folders, tmp_path):
    put(connected, range(20))
    assert take(connected, 20) == list(range(20))
    assert list((tmp_path / "messages").iterdir()) == []
    assert list((tmp_path / "taken").iterdir()) == []


def test_a_reader_beside_a_writer_gets_every_message_whole(connected):
    writer = threading.Thread(target=put, args=(connected, range(MESSAGES)))
    writer.start()
    taken = take(connected, MESSAGES)
    writer.join()
    assert taken == list(range(MESSAGES))


def test_another_way_of_binding_is_refused(connected):
    with connected() as connection:
        queue = Queue("ballots", Exchange("other", type="direct"), routing_key="ballots")
        with pytest.raises(ChannelError, match="exchange of its own name"):
            queue(connection.default_channel).declare()


def test_a_message_for_which_there_is_no_room_leaves_nothing(connected, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(Path, "replace", full)
        with pytest.raises(OperationalError, match="No space left"):
            put(connected, [1])
    assert list((tmp_path / "taken").iterdir()) == []
    put(connected, [2])
    assert take(connected, 1) == [2]
