"""The look: what the pages name stands in the style sheet and in the catalogues."""

import re
import tomllib
from pathlib import Path

import pytest

from monitor.core.rule import Status
from monitor.render import phrases, tones
from monitor.web.board import tone_name
from monitor.web.look import STATIC
from monitor.web.page import TEMPLATES

WORDS = Path(phrases.__file__).parent / "words"
STYLE = (STATIC / "monitor.css").read_text(encoding="utf-8")
SHADES = {*tones.BY_WORD.values(), *tones.BY_STATUS.values(), tones.UNJUDGED}


def texts():
    return "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html"))


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(part * share for part, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize("shade", sorted(SHADES))
def test_every_shade_of_a_class_has_its_style(shade):
    assert f".tone-{shade.lstrip('#')}{{color:{shade}}}" in STYLE


def test_a_class_is_styled_by_its_rules_colour_word_first():
    assert tone_name("behind", "yellow") == f"tone-{tones.BY_WORD['yellow'].lstrip('#')}"
    assert tone_name("achieved", None) == f"tone-{tones.BY_STATUS[Status.ACHIEVED].lstrip('#')}"


@pytest.mark.parametrize("name", ["ink", "muted", "accent", "bad", "good"])
def test_words_can_be_read_on_white(name):
    colour = re.findall(rf"--{name}:(#[0-9a-f]{{6}})", STYLE)[0]
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_the_style_sheet_fetches_nothing():
    assert re.findall(r"url\(|@import", STYLE) == []


@pytest.mark.parametrize("language", phrases.LANGUAGES)
def test_every_text_a_template_names_is_in_the_catalogue(language):
    words = phrases.Words(language)
    named = set(re.findall(r"""say\(["']([\w.]+[\w])["'][,)]""", texts()))
    assert len(named) > 80
    assert [code for code in sorted(named) if not words.knows(code)] == []


def test_both_languages_say_the_same_things():
    read = [
        tomllib.loads((WORDS / language / "web.toml").read_text(encoding="utf-8"))
        for language in phrases.LANGUAGES
    ]
    chinese, english = (dict(phrases._flat(tree)) for tree in read)
    assert chinese.keys() == english.keys()
    for code, sentence in chinese.items():
        fields = [set(re.findall(r"\{(\w+)\}", text)) for text in (sentence, english[code])]
        assert fields[0] == fields[1], code
