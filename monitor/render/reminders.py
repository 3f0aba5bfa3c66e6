"""The reminder a unit gets: what is asked for, by when, and one link to its form."""

from collections.abc import Sequence
from html import escape

from monitor.core.agenda import Owing
from monitor.core.letter import Letter
from monitor.core.reminder import ESCALATED, Step
from monitor.render.voice import Voice

STYLE = "font-family:'PingFang SC','Microsoft YaHei','Noto Sans SC',sans-serif;line-height:1.7"


def reminder_letter(  # noqa: PLR0913  # all but four by keyword
    voice: Voice, unit: str, step: Step, owed: Sequence[Owing], *, link: str = "", until: str = ""
) -> Letter:
    """Tell what a unit owes; ``link`` opens its form until a day, and goes to its clerk alone."""
    due = voice.day(min(one.due for one in owed))
    about = {"unit": voice.unit(unit), "count": len(owed), "day": due}
    lead = voice.say(f"reminder.lead.{step.value}", **about)
    rows = [_row(voice, one) for one in owed]
    ways = [voice.say("reminder.link", until=until), link] if link else []
    after = [voice.say("reminder.escalated" if step in ESCALATED else "reminder.ignore")]
    listed = "".join(f"<li>{escape(row)}</li>" for row in rows)
    html = f'<div style="{STYLE}"><p>{escape(lead)}</p><ul>{listed}</ul>'
    if link:
        html += f'<p>{escape(ways[0])}<br><a href="{escape(link)}">{escape(link)}</a></p>'
    html += f"<p>{escape(after[0])}</p></div>"
    text = "\n".join([lead, "", *(f"- {row}" for row in rows), "", *ways, "", *after])
    return Letter(voice.say(f"reminder.subject.{step.value}", **about), text + "\n", html)


def _row(voice: Voice, one: Owing) -> str:
    periods = voice.say("status.comma").join(period.key for period in one.periods)
    goal = voice.goal(one.target)
    return voice.say("reminder.row", name=one.target.name, periods=periods, goal=goal)
