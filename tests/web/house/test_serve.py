"""Listening: what stands in the way is a sentence, not a traceback."""

import socket

import pytest

from monitor.core.problem import Unavailable
from monitor.web.serve import listen


@pytest.fixture
def taken():
    """A port somebody else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_free_port_is_listened_on():
    with listen("127.0.0.1", 0) as listener:
        assert listener.getsockname()[1] > 0


def test_a_port_in_use_is_named(house, taken):
    with pytest.raises(Unavailable) as caught:
        listen("127.0.0.1", taken)
    assert f"端口 {taken} 不可用" in house.runtime.words.problem(caught.value.problems[0])


@pytest.mark.parametrize("host", ["203.0.113.1", "no such host"])
def test_an_address_that_is_not_ours_is_told(house, host):
    with pytest.raises(Unavailable) as caught:
        listen(host, 0)
    assert house.runtime.words.problems(caught.value.problems)
