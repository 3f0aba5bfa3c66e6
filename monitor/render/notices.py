"""Short letters to one person about one thing: an entry that was sent back."""

from html import escape
from urllib.parse import urlencode

from monitor.core.letter import Letter
from monitor.core.observation import Observation
from monitor.render.said import said
from monitor.render.voice import Voice


def returned_letter(
    voice: Voice, one: Observation, reason: str, *, by: str, address: str
) -> Letter:
    """Tell who entered a figure that it came back, why, and where to enter it anew."""
    target = voice.plan.target(one.target)
    name = target.name if target else one.target
    month = f"{one.period.end:%Y-%m}"
    asked = urlencode({"plan": voice.plan.code, "unit": one.unit, "period": month})
    link = f"{address}/entry?{asked}"
    about = {"name": name, "period": one.period.key, "said": said(voice, one)}
    lines = [
        voice.say("review_page.letter.what", **about),
        voice.say("review_page.letter.why", by=by, reason=reason),
        voice.say("review_page.letter.do"),
    ]
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return Letter(
        subject=voice.say("review_page.letter.subject", **about),
        text="\n".join([*lines, link]) + "\n",
        html=f'{html}<p><a href="{escape(link)}">{escape(link)}</a></p>',
    )
