"""People go out as a table that comes back unchanged, and no secret goes with them."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from monitor.core.account import Role, User
from monitor.core.post import Directory, Holding
from monitor.files.people_xlsx import read_people
from monitor.render.people_xlsx import people_bytes
from monitor.render.phrases import Words
from tests.builders import YEAR, an_instant

DAY = date(2024, 8, 6)
LI = User(
    "li",
    "李某",
    "li@example.invalid",
    frozenset({Role.CLERK, Role.REVIEWER}),
    "AGRI",
    phone="0355-1234567",
    stand_in=True,
)
GONE = User("alt", "alt", "", frozenset({Role.LEADER}), disabled_at=an_instant(YEAR.start))
EVERYBODY = Directory(
    (replace(GONE), LI),
    (Holding("区委常委、副区长", "li", YEAR.start), Holding("区长", "li", DAY, DAY)),
)


def written(language="zh"):
    units = {"AGRI": "农业农村局"}
    now = an_instant(DAY)
    return people_bytes(EVERYBODY, Words(language), units=units, day=DAY, now=now)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_goes_out_comes_back(language):
    words = Words(language)
    roles = {words.say(f"cli.role.{role.value}"): role for role in Role}
    (gone, li), problems = read_people(written(language), roles, "名册.xlsx")
    assert problems == ()
    assert (li.name, li.display, li.roles, li.unit) == ("li", "李某", LI.roles, "农业农村局")
    assert (li.mail, li.phone, li.stand_in, li.disabled) == (LI.mail, LI.phone, True, False)
    assert li.posts == ("区委常委、副区长", "区长")
    assert (gone.name, gone.disabled, gone.stand_in) == ("alt", True, False)
    assert (gone.unit, gone.mail, gone.posts) == (None, None, None)


def test_the_same_people_are_the_same_bytes():
    assert written() == written()


def test_what_begins_like_a_formula_stays_text():
    sly = replace(LI, display='=HYPERLINK("http://x.invalid")')
    now = an_instant(DAY)
    data = people_bytes(Directory((sly,), ()), Words("zh"), units={}, day=DAY, now=now)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
