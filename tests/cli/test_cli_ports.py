"""``tracker serve`` where it cannot: said in one line, before it claims to serve."""

import socket

from tests.cli.tracker_program import tracker
from tracker.serving import listen


def test_a_port_that_another_program_has_is_named(database_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ended = tracker(database_url, "serve", "--port", port)

    assert ended.code == 1
    (line,) = ended.err.splitlines()
    assert line.startswith(f"Lỗi: cổng {port} đang được một chương trình khác sử dụng; ")
    assert "Đang phục vụ" not in ended.out
    assert "tracker account register" in ended.out


def test_an_address_of_another_machine_is_named(database_url: str) -> None:
    ended = tracker(database_url, "serve", "--host", "192.0.2.1")

    assert ended.code == 1
    assert "192.0.2.1" in ended.err
    assert "Đang phục vụ" not in ended.out


def test_no_answer_waits_for_its_head_to_be_acknowledged() -> None:
    with listen("127.0.0.1", 0) as listening:
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
