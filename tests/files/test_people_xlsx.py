"""A table of people is read whole: what it wants of each, and every fault at its cell."""

import io

import pytest
import xlsxwriter

from monitor.core.account import Role
from monitor.core.roster import Wish
from monitor.files.people_xlsx import read_people

ROLES = {"填报人": Role.CLERK, "领导": Role.LEADER, "管理员": Role.ADMIN, "clerk": Role.CLERK}
HEADER = ["登录名", "显示名", "角色", "单位", "邮箱", "电话", "AB岗", "岗位", "停用"]


def book(*rows, header=HEADER, change=None, above=()):
    """The bytes of a workbook with one sheet ``人员``."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("人员")
        for number, row in enumerate([*above, header, *rows]):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)
        if change:
            change(sheet)
    return stream.getvalue()


def read(data, name="名册.xlsx"):
    return read_people(data, ROLES, name)


def told(data, name="名册.xlsx"):
    _, problems = read(data, name)
    return [(one.place.cell, one.code) for one in problems]


def wish(*row, header=HEADER):
    (found,), problems = read(book(row, header=header))
    assert problems == ()
    return found


def wanted(*row, header=HEADER):
    """What a row says, without the places it was read from."""
    found = wish(*row, header=header)
    said = {name: getattr(found, name) for name in Wish.__slots__ if name != "places"}
    return {name: value for name, value in said.items() if value is not None}


def test_a_row_is_a_wish_with_the_place_of_every_cell():
    found = wish("Li", "李某", "填报人、领导", "农业局", "a@b.cn", "139", "B岗", "区长", "否")
    assert found == Wish(
        "li",
        display="李某",
        roles=frozenset({Role.CLERK, Role.LEADER}),
        unit="农业局",
        mail="a@b.cn",
        phone="139",
        stand_in=True,
        posts=("区长",),
        disabled=False,
        places=found.places,
    )
    assert found.places["phone"].cell == "F2"
    assert found.places["phone"].sheet == "人员"


def test_an_empty_cell_leaves_what_it_is_about_as_it_is():
    assert wanted("li", None, None, "  ", None) == {"name": "li"}


@pytest.mark.parametrize("sign", ["无", "—", "-", "None"])
def test_a_dash_takes_away(sign):
    taken = wanted("li", None, None, sign, sign, sign, None, sign)
    assert taken == {"name": "li", "unit": "", "mail": "", "phone": "", "posts": ()}


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        (13900001234, "13900001234"),
        (3551234567.0, "3551234567"),
        ("0355-1234567", "0355-1234567"),
        (" 139 0000 1234 ", "139 0000 1234"),
    ],
)
def test_a_telephone_number_typed_as_a_number_is_its_digits(typed, phone):
    assert wanted("li", None, None, None, None, typed)["phone"] == phone


def test_a_login_typed_as_a_number_is_its_digits():
    assert wanted(1001, "李某")["name"] == "1001"


@pytest.mark.parametrize("between", ["、", "，", ", ", " / ", "；", "\n"])
def test_several_roles_stand_in_one_cell(between):
    assert len(wanted("li", None, f"填报人{between}领导")["roles"]) == 2


def test_a_post_may_have_a_comma_in_its_title():
    posts = wanted("li", None, None, None, None, None, None, "区委常委、常务副区长；党组书记")
    assert posts["posts"] == ("区委常委、常务副区长", "党组书记")


@pytest.mark.parametrize(
    ("word", "second"), [("A岗", False), ("B", True), ("b角", True), ("是", True), ("主岗", False)]
)
def test_the_second_contact_is_called_in_many_ways(word, second):
    row = ("li", None, None, None, None, None, word)
    assert wanted(*row)["stand_in"] is second


def test_the_name_is_the_login_where_no_other_column_is_one():
    assert wanted("李某", "139", header=["姓名", "电话"])["name"] == "李某"
    both = wanted("li", "李某", header=["登录名", "姓名"])
    assert (both["name"], both["display"]) == ("li", "李某")


def test_a_table_in_english_is_read_too():
    header = ["Login", "Display name", "Roles", "Stand-in", "Closed"]
    found = wanted("li", "Li", "clerk", "B", "no", header=header)
    assert found == {
        "name": "li",
        "display": "Li",
        "roles": frozenset({Role.CLERK}),
        "stand_in": True,
        "disabled": False,
    }


def test_the_header_may_stand_below_a_title_and_other_columns_are_passed_over():
    data = book(["1", "li", "139"], header=["序号", "登录名", "电话"], above=[["人员名册"], []])
    (found,), problems = read(data)
    assert (found.phone, problems) == ("139", ())


def test_a_row_of_nothing_is_nobody():
    (found,), problems = read(book(["li", "李某"], [None, None, "  "], []))
    assert (found.name, problems) == ("li", ())


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ([None, "李某"], ("B2", "people.missing")),
        (["li", None, "科长"], ("C2", "people.role_word")),
        (["li", None, None, None, None, None, "C岗"], ("G2", "people.stand_in_word")),
        (["li", None, None, None, None, None, None, None, "离职"], ("I2", "people.closed_word")),
        (["li", "a\x01b"], ("B2", "book.control")),
    ],
)
def test_what_cannot_be_read_is_a_fault_at_its_cell(row, fault):
    assert told(book(row)) == [fault]


def test_all_faults_are_told_and_good_rows_are_read():
    wishes, problems = read(book(["li", None, "科长"], ["zhao", "赵某"], [None, "x"]))
    assert [one.name for one in wishes] == ["zhao"]
    assert [one.place.cell for one in problems] == ["C2", "B4"]


def test_two_rows_of_one_person_are_one_too_many():
    wishes, problems = read(book(["Li", "李某"], ["ｌｉ", "李某"]))
    assert len(wishes) == 1
    assert [(one.place.cell, dict(one.args)["first"]) for one in problems] == [("A3", "人员!A2")]


def hidden_row(sheet):
    sheet.set_row(1, None, None, {"hidden": True})


def hidden_column(sheet):
    sheet.set_column(5, 5, None, None, {"hidden": True})


def merged(sheet):
    sheet.merge_range("A2:A3", "li")


def no_result(sheet):
    sheet.write_formula("E2", '=A2&"@example.invalid"', None, "")


def an_error(sheet):
    sheet.write_formula("E2", "=NOPE()", None, "#NAME?")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (hidden_row, ("A2", "book.hidden_row")),
        (hidden_column, ("F1", "book.hidden_column")),
        (merged, ("A2", "book.merged")),
        (no_result, ("E2", "book.formula")),
        (an_error, ("E2", "book.error_value")),
    ],
)
def test_what_a_reader_does_not_see_or_cannot_mean_is_a_fault(change, fault):
    assert fault in told(book(["li", "李某"], change=change))


def test_a_formula_with_a_result_is_what_it_shows():
    def change(sheet):
        sheet.write_formula("E2", '=A2&"@b.cn"', None, "li@b.cn")

    (found,), _ = read(book(["li"], change=change))
    assert found.mail == "li@b.cn"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (book(["li"], header=["登录名"]), "a.xlsx", "people.no_header"),
        (book(), "a.xlsx", "people.no_rows"),
        (book(header=["登录名", "账号"]), "a.xlsx", "book.header_twice"),
        ("登录名,电话\nli,139\n".encode(), "a.csv", "people.kind"),
        (b"PK\x03\x04 and no more", "a.xlsx", "book.unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "book.old_excel"),
        (b"<html>", "a.xlsx", "book.html"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_as_a_whole(data, name, code):
    wishes, (fault,) = read(data, name)
    assert (wishes, fault.code, fault.place.file) == ((), code, name)


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    _, (fault,) = read_people(tmp_path / "nein.xlsx", ROLES)
    assert (fault.code, fault.place.file) == ("book.not_found", "nein.xlsx")


def test_a_table_of_more_people_than_a_house_has_is_refused():
    rows = [[f"u{number}", "x"] for number in range(1001)]
    wishes, (fault,) = read(book(*rows))
    assert (len(wishes), fault.code) == (1000, "people.too_many")
    assert read(book(*rows[:1000]))[1] == ()
