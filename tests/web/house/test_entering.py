"""Entering figures on the page: everything or nothing, once, and only what is one's own."""

from datetime import timedelta

import pytest

from monitor.core.observation import Entry, Placed
from monitor.core.period import Period
from monitor.services.observations import Sitting, record
from monitor.store.engine import writing
from monitor.store.tables import observations, submissions
from tests.web.house.homes import NOW, day, hidden_fields

SHEET = "/entry?period=2024-09"
GRAIN, CANAL = "GRAIN/AGRI/0", "CANAL/WATER/0"
VILLAGES = "VILLAGES/AGRI"
ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def enter(browser, sheet=SHEET, **fields):
    return browser.submit("/entry", {name: str(said) for name, said in fields.items()}, page=sheet)


def newest(house, target):
    query = observations.select().where(observations.c.target == target)
    with house.runtime.engine.connect() as db:
        return db.execute(query.order_by(observations.c.seq.desc())).first()


def test_a_clerk_is_shown_the_own_units_lines_alone(house):
    page = house.signed_in("li").get(SHEET)
    assert "粮食生产面积" in page.text
    assert "灌渠改造" not in page.text


def test_what_was_entered_is_told_back_and_stands_on_the_board(house):
    browser = house.signed_in("li")
    answer = enter(browser, **{f"value/{GRAIN}": "9.5万亩"})
    assert answer.status_code == 303
    assert "9.5万亩" in browser.get(answer.headers["location"]).text
    assert "9.5万亩" in browser.get("/?as_of=2024-09-30").text
    one = newest(house, "GRAIN")
    assert (one.value, one.entered_by, one.demo) == (95_000 * 10**6, "li", False)


@pytest.mark.parametrize("typed", ["9.5", "9.5万亩", "９．５", "95000亩", " 9.5 "])
def test_a_bare_number_is_in_the_unit_shown_beside_the_box(house, typed):
    enter(house.signed_in("li"), **{f"value/{GRAIN}": typed})
    assert newest(house, "GRAIN").value == 95_000 * 10**6


def test_stages_of_several_members_go_in_together(house):
    typed = {}
    for number, (name, stage) in enumerate([("南垂", "方案"), ("果园", "开工")]):
        typed[f"item/{VILLAGES}/{number}"] = name
        typed[f"stage/{VILLAGES}/{number}"] = stage
        typed[f"on/{VILLAGES}/{number}"] = "2024-09-10"
    assert enter(house.signed_in("li"), **typed).status_code == 303
    assert newest(house, "VILLAGES").item == "果园"


def test_one_fault_keeps_everything_out_and_what_was_typed_stays(house):
    before = house.count(observations)
    typed = {f"value/{GRAIN}": "9.5万亩", f"stage/{VILLAGES}/0": "开工"}
    answer = enter(house.signed_in("li"), **typed)
    assert answer.status_code == 422
    assert 'value="9.5万亩"' in answer.text
    assert house.count(observations) == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({f"value/{GRAIN}": "十二"}, "十二"),
        ({f"value/{GRAIN}": "9.5公里"}, "公里"),
        ({f"value/{GRAIN}": "-1"}, "不能为负"),
        ({f"value/{GRAIN}": "9", f"no_change/{GRAIN}": "1"}, "只能填一项"),
        ({f"note/{GRAIN}": "快了"}, "只能填一项"),
        ({f"stage/{VILLAGES}/0": "开工", f"item/{VILLAGES}/0": "南垂"}, "达到日期"),
        (
            {
                f"stage/{VILLAGES}/0": "开工",
                f"item/{VILLAGES}/0": "南垂",
                f"on/{VILLAGES}/0": "31.9.2024",
            },
            "31.9.2024",
        ),
        ({}, "什么都没有填"),
    ],
)
def test_what_makes_no_sense_is_said_on_top_and_beside_the_line(house, typed, said):
    before = house.count(observations)
    answer = enter(house.signed_in("li"), **typed)
    assert answer.status_code == 422
    top, _, form = answer.text.partition('<form method="post" action="/entry"')
    assert said in top
    assert said in form or not typed
    assert house.count(observations) == before


def test_another_figure_for_the_same_period_shows_both_and_wants_a_reason(house):
    house.clock.now += timedelta(hours=1)
    browser, sheet = house.signed_in("li"), "/entry?period=2024-08"
    answer = enter(browser, sheet, **{f"value/{GRAIN}": "8.4万亩"})
    assert answer.status_code == 422
    assert "8万亩" in answer.text
    assert "8.4万亩" in answer.text
    good = {f"value/{GRAIN}": "8.4万亩", f"reason/{GRAIN}": "漏报一村"}
    assert enter(browser, sheet, **good).status_code == 303
    assert newest(house, "GRAIN").revision == 2


def test_the_same_page_sent_twice_writes_once_and_answers_alike(house):
    browser = house.signed_in("li")
    fields = hidden_fields(browser.get(SHEET).text, "/entry") | {f"value/{GRAIN}": "9.5"}
    answers = [browser.post("/entry", data=fields) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert house.count(submissions) == 1
    assert newest(house, "GRAIN").revision == 1


def test_a_form_without_its_token_writes_nothing(house):
    browser, before = house.signed_in("li"), house.count(observations)
    fields = hidden_fields(browser.get(SHEET).text, "/entry") | {f"value/{GRAIN}": "9.5"}
    assert browser.post("/entry", data=fields | {"csrf": "x"}).status_code == 403
    evil = {"origin": "https://evil.example"}
    assert browser.post("/entry", data=fields, headers=evil).status_code == 403
    assert house.count(observations) == before


def test_a_clerk_cannot_enter_for_another_unit_by_changing_the_form(house):
    browser, before = house.signed_in("li"), house.count(observations)
    assert browser.get("/entry?unit=WATER").status_code == 403
    fields = hidden_fields(browser.get(SHEET).text, "/entry")
    fields |= {"unit": "WATER", f"value/{CANAL}": "30"}
    assert browser.post("/entry", data=fields).status_code == 403
    assert house.count(observations) == before


def test_a_supervisor_enters_for_any_unit_and_is_named(house):
    sheet = "/entry?unit=WATER&period=2024-09"
    typed = {f"value/{CANAL}": "20", "given_by": "赵工 电话"}
    assert enter(house.signed_in("wang"), sheet, **typed).status_code == 303
    one = newest(house, "CANAL")
    assert (one.unit, one.entered_by, one.given_by) == ("WATER", "wang", "赵工 电话")
    shown = house.signed_in("chen").get("/targets/CANAL").text
    assert "代录：赵工 电话 提供，wang 录入" in shown


def test_a_supervisor_names_who_gave_the_figure(house):
    browser, before = house.signed_in("wang"), house.count(observations)
    answer = enter(browser, "/entry?unit=WATER&period=2024-09", **{f"value/{CANAL}": "20"})
    assert answer.status_code == 422
    assert 'href="#given_by"' in answer.text
    assert 'value="20"' in answer.text
    assert house.count(observations) == before


def test_who_enters_for_the_own_unit_is_not_asked_who_gave_it(house):
    assert 'name="given_by"' not in house.signed_in("li").get(SHEET).text


def test_who_gave_it_has_a_name_of_a_length(house):
    typed = {f"value/{CANAL}": "20", "given_by": "赵" * 129}
    answer = enter(house.signed_in("wang"), "/entry?unit=WATER&period=2024-09", **typed)
    assert (answer.status_code, "128" in answer.text) == (422, True)


@pytest.mark.parametrize("name", ["chen", "root", "shen"])
def test_who_does_not_enter_has_no_way_there(house, name):
    browser = house.signed_in(name)
    assert 'href="/entry"' not in browser.get("/").text
    assert browser.get(SHEET).status_code == 403


@pytest.mark.parametrize("asked", ["period=nonsense", "period=2031-01", "plan=NONE", "unit=NONE"])
def test_an_address_that_asks_for_nonsense_is_a_page_and_no_fault_of_ours(house, asked):
    for name in ("li", "wang"):
        answer = house.signed_in(name).get(f"/entry?{asked}")
        assert answer.status_code in {200, 403, 404, 422}
        assert "<h1" in answer.text


def test_what_an_attacker_types_is_text_wherever_it_shows(house):
    browser = house.signed_in("li")
    typed = {f"value/{GRAIN}": "9.5", f"note/{GRAIN}": ATTACK, f"reason/{GRAIN}": ATTACK}
    done = enter(browser, **typed)
    wrong = enter(browser, **(typed | {f"value/{GRAIN}": ATTACK}))
    pages = [wrong.text, browser.get(done.headers["location"]).text]
    pages += [browser.get(path).text for path in ("/targets/GRAIN", "/", SHEET)]
    assert any("&lt;script&gt;" in html for html in pages)
    for html in pages:
        assert "<script>" not in html
        assert "<img" not in html


def test_a_clerk_is_told_which_months_are_past_due_and_led_there(house):
    browser = house.signed_in("li")
    link = "/entry?plan=P2024&amp;unit=AGRI&amp;period=2024-06"
    assert link in browser.get(SHEET).text
    typed = {f"no_change/{VILLAGES}/0": "1", f"value/{GRAIN}": "5"}
    for period in ("2024-03", "2024-06"):
        enter(browser, f"/entry?period={period}", **typed)
    assert link not in browser.get(SHEET).text


def test_what_is_demonstrated_is_marked_where_it_is_entered_too(house):
    browser, mark = house.signed_in("li"), "演示数据"
    assert mark not in browser.get(SHEET).text
    with writing(house.runtime.engine) as db:
        sitting = Sitting("li", NOW, house.runtime.settings.timezone, demo=True)
        july = Period(day("2024-07-01"), day("2024-07-31"))
        record(db, [Placed(Entry("GRAIN", july, value="7万亩"))], plan="P2024", sitting=sitting)
    assert mark in browser.get(SHEET).text


def test_what_is_not_asked_for_stands_below_with_its_reason(house):
    page = house.signed_in("li").get("/entry?period=2024-08").text
    form, _, below = page.partition('class="locks"')
    assert "随 2024-Q3 填报" in below
    assert "value/GRAIN" in form
    later = house.signed_in("li").get("/entry?period=2024-11").text
    assert "value/GRAIN" not in later
    assert "这一期还没有开始" in later


def cell(browser, key, page="/entry", **fields):
    """Send one row as the script of the page does."""
    hidden = hidden_fields(browser.get(page).text, "/entry")
    seen = {name: said for name, said in hidden.items() if name in {"csrf", "plan", "unit"}}
    period = {"period": hidden["period"], "key": f"cell-{fields}", "line": key}
    answer = browser.post("/entry/cell", data=seen | period | {f"seen/{key}": "0"} | fields)
    assert answer.status_code == 200
    return answer.json()


def test_without_a_period_the_sheet_holds_what_is_owed_now_the_most_pressing_first(house):
    page = house.signed_in("li").get("/entry").text
    assert "现在要填的 2 项" in page
    assert page.index("精品示范村") < page.index("粮食生产面积")
    assert "2024-Q1 起未报" in page
    assert "9万亩" in page, "what is due when the period ends"
    assert "4万亩" in page, "what is left to the goal"


def test_what_is_answered_folds_away_and_is_owed_no_more(house):
    browser = house.signed_in("li")
    answer = cell(browser, GRAIN, **{f"value/{GRAIN}": "9.5", f"as/{GRAIN}": "万亩"})
    assert (answer["state"], answer["answer"]["said"]) == ("saved", "9.5万亩")
    owed, _, folded = browser.get("/entry").text.partition('class="group done-rows"')
    assert "粮食生产面积" not in owed
    assert "9.5万亩" in folded
    assert "现在要填的 1 项" in owed


@pytest.mark.parametrize(("typed", "word"), [("6333.333333", "公顷"), ("94999.999995", "亩")])
def test_the_unit_chosen_beside_the_box_counts(house, typed, word):
    cell(house.signed_in("li"), GRAIN, **{f"value/{GRAIN}": typed, f"as/{GRAIN}": word})
    assert newest(house, "GRAIN").value == 94_999_999_995


def test_a_slip_is_asked_about_and_what_was_meant_is_one_click(house):
    browser, before = house.signed_in("li"), house.count(observations)
    answer = cell(browser, GRAIN, **{f"value/{GRAIN}": "95000", f"as/{GRAIN}": "万亩"})
    assert (answer["state"], answer["meant"], answer["reason"]) == ("asked", "9.5万亩", True)
    assert "10,000 倍" in answer["faults"][0]
    assert house.count(observations) == before
    again = cell(browser, GRAIN, **{f"value/{GRAIN}": answer["meant"], f"as/{GRAIN}": "亩"})
    assert (again["state"], newest(house, "GRAIN").value) == ("saved", 95_000 * 10**6)


def test_without_scripts_the_question_stands_beside_the_line_with_a_tick_to_answer_it(house):
    browser = house.signed_in("li")
    answer = enter(browser, **{f"value/{GRAIN}": "95000"})
    assert answer.status_code == 422
    assert f'name="meant/{GRAIN}" value="9.5万亩"' in answer.text
    typed = {f"value/{GRAIN}": "95000", f"meant/{GRAIN}": "9.5万亩"}
    assert enter(browser, **typed).status_code == 303
    assert newest(house, "GRAIN").value == 95_000 * 10**6


def test_who_insists_gives_a_reason(house):
    typed = {f"value/{GRAIN}": "95000", f"reason/{GRAIN}": "统计口径调整"}
    assert enter(house.signed_in("li"), **typed).status_code == 303
    assert newest(house, "GRAIN").reason == "统计口径调整"


def test_two_who_edit_one_cell_both_see_both_values_and_lose_neither(house):
    enter(house.signed_in("li"), **{f"value/{GRAIN}": "9.5"})
    typed = {f"value/{GRAIN}": "9.6", "given_by": "赵工 电话", f"seen/{GRAIN}": "0"}
    sheet = "/entry?unit=AGRI&period=2024-09"
    answer = enter(house.signed_in("wang"), sheet, **typed)
    assert answer.status_code == 422
    assert "li 在 2024-10-08 09:00 已填9.5万亩，您填的是9.6" in answer.text
    typed[f"reason/{GRAIN}"] = "核对后以此为准"
    assert enter(house.signed_in("wang"), sheet, **typed).status_code == 303
    history = house.signed_in("li").get("/targets/GRAIN").text
    assert "9.5万亩" in history
    assert "9.6万亩" in history


def test_who_corrects_an_own_entry_right_away_is_not_asked_why(house):
    browser = house.signed_in("li")
    enter(browser, **{f"value/{GRAIN}": "9.5"})
    assert enter(browser, **{f"value/{GRAIN}": "9.6"}).status_code == 303
    assert newest(house, "GRAIN").reason == "录入后当场更正"
    house.clock.now += timedelta(minutes=16)
    assert enter(browser, **{f"value/{GRAIN}": "9.7"}).status_code == 422


def test_no_change_is_one_tick_and_an_answer(house):
    answer = cell(house.signed_in("li"), GRAIN, **{f"no_change/{GRAIN}": "1"})
    assert (answer["state"], newest(house, "GRAIN").no_change) == ("saved", True)


def test_a_cell_of_another_unit_is_refused_before_anything_is_read(house):
    browser, before = house.signed_in("li"), house.count(observations)
    fields = hidden_fields(browser.get("/entry").text, "/entry")
    fields |= {"unit": "WATER", f"value/{CANAL}": "20"}
    assert browser.post("/entry/cell", data=fields).status_code == 403
    assert house.count(observations) == before


def test_where_a_target_lags_its_unit_is_asked_for_a_sentence_and_it_is_told_everywhere(house):
    browser = house.signed_in("zhao")
    water = f"trouble/{CANAL}"
    assert f'name="{water}"' in browser.get("/entry").text
    said = {f"value/{CANAL}": "5", water: "资金未到位", f"next_step/{CANAL}": "十月底前到位"}
    said |= {f"outlook/{CANAL}": "hard", f"forecast/{CANAL}": "26"}
    assert enter(browser, "/entry", **said).status_code == 303
    page = house.signed_in("wang").get("/targets/CANAL").text
    for text in ("资金未到位", "十月底前到位", "有困难", "26公里"):
        assert text in page


def test_a_sentence_may_be_said_without_a_figure(house):
    answer = cell(house.signed_in("zhao"), CANAL, **{f"progress/{CANAL}": "正在测量"})
    assert answer["state"] == "saved"
    again = cell(house.signed_in("zhao"), CANAL, **{f"progress/{CANAL}": "正在测量 "})
    assert again["state"] == "same"


def test_a_forecast_that_is_no_number_is_refused_with_everything(house):
    before = house.count(observations)
    said = {f"value/{CANAL}": "5", f"forecast/{CANAL}": "很多"}
    assert enter(house.signed_in("zhao"), "/entry", **said).status_code == 422
    assert house.count(observations) == before
