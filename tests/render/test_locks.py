"""Why a figure is not asked for, said in one sentence."""

from datetime import UTC, date, datetime

import pytest

from monitor.core.closing import Deed, Step
from monitor.core.lock import Lock, Why
from monitor.render.locks import lock_text
from monitor.render.phrases import LANGUAGES, Words
from monitor.render.voice import Voice
from tests.builders import a_plan, a_span, a_target

CLOSED = Step(Deed.CLOSED, "wang", datetime(2025, 2, 10, 1, tzinfo=UTC), date(2025, 2, 10), "数齐")
QUARTER = a_span("2024-Q3")


def said(why, language="zh"):
    voice = Voice(Words(language), a_plan(), date(2024, 10, 8))
    return lock_text(voice, Lock(why, a_target(), QUARTER, "JTJ", CLOSED))


def test_it_names_the_period_that_answers():
    assert said(Why.RARELY) == "不按月报数，随 2024-Q3 填报。"


def test_a_closed_cell_names_who_closed_it_when_and_the_way_on():
    text = said(Why.CLOSED)
    assert "2025年2月10日由 wang 结账" in text
    assert "编号 ROAD" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", list(Why))
def test_every_reason_is_a_sentence(why, language):
    text = said(why, language)
    assert text.endswith(("。", "."))
    assert "{" not in text
