"""The same submission again writes nothing, also when both arrive at once."""

import threading

import pytest

from monitor.core.problem import Refused
from monitor.services.submissions import Submission, kept_answer, once
from monitor.store.engine import writing
from tests.builders import YEAR, an_instant

NOW = an_instant(YEAR.start)
SAID = Submission("form-1", "li", {"value": "12"})


class Work:
    """Something that must happen once."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return {"written": self.times}


def test_the_same_again_gets_the_first_answer(db):
    work = Work()
    answers = [once(db, SAID, work, now=NOW) for _ in range(3)]
    assert answers == [{"written": 1}] * 3
    assert work.times == 1


def test_a_key_that_comes_back_with_something_else_is_refused(db):
    work = Work()
    once(db, SAID, work, now=NOW)
    with pytest.raises(Refused):
        once(db, Submission("form-1", "li", {"value": "13"}), work, now=NOW)
    assert work.times == 1


def test_a_key_is_its_senders_own(db):
    work = Work()
    once(db, SAID, work, now=NOW)
    once(db, Submission("form-1", "wang", {"value": "12"}), work, now=NOW)
    assert work.times == 2
    assert kept_answer(db, "form-1", who="zhao") is None
    assert kept_answer(db, "form-1", who="wang") == {"written": 2}


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_has_a_length(db, key):
    with pytest.raises(Refused):
        once(db, Submission(key, "li", {}), Work(), now=NOW)


def test_what_was_refused_leaves_the_key_free(engine):
    def refuse():
        raise Refused(())

    with pytest.raises(Refused), writing(engine) as db:
        once(db, SAID, refuse, now=NOW)
    with writing(engine) as db:
        assert once(db, SAID, Work(), now=NOW) == {"written": 1}


def test_of_two_that_arrive_together_one_does_the_work(engine):
    work, answers, start = Work(), [], threading.Barrier(2)

    def send():
        start.wait()
        with writing(engine) as db:
            answers.append(once(db, SAID, work, now=NOW))

    senders = [threading.Thread(target=send) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert answers == [{"written": 1}] * 2
    assert work.times == 1
