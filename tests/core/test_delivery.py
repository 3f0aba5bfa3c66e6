"""When a delivery is tried again: doubling, bounded, and never all at the same moment."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.delivery import FIRST_WAIT, LONGEST_WAIT, next_try

NOW = datetime(2024, 10, 15, tzinfo=UTC)


def wait(delivery, attempts):
    return next_try(delivery, attempts, now=NOW) - NOW


@given(st.text(max_size=40), st.integers(1, 1000))
def test_the_wait_doubles_up_to_the_longest_with_a_quarter_of_jitter(delivery, attempts):
    least = min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
    assert least <= wait(delivery, attempts) <= least * 1.25


def test_letters_of_one_edition_do_not_come_back_together():
    assert len({wait(f"monthly-2024-09-1-abc123-{place}", 1) for place in range(100)}) > 60


def test_the_same_try_of_the_same_letter_waits_the_same():
    assert wait("a-1", 3) == wait("a-1", 3)
