"""``targets next-year``: the next plan, drafted into a file of its own."""

from pathlib import Path

import typer
from sqlalchemy import Connection

from monitor.cli.common import asking, deliver_output, plan_of, say
from monitor.core.next_year import Fate, fates
from monitor.core.problem import Refused, Unavailable, problem
from monitor.files.next_year import Drafted, Sentences, draft_plan
from monitor.render.next_year import next_year_told
from monitor.runtime import Runtime
from monitor.services.closing import last_day
from monitor.services.comparison import compare
from monitor.services.targets import stored_plan


def draft_next(runtime: Runtime, plan: str | None, code: str | None, output: Path | None) -> None:
    """Write the draft where it was asked for, and say what it holds.

    Raises:
        Refused: where the file is there already, or nothing can be drafted.

    """
    with asking(runtime) as db:
        done, look = drafted(runtime, db, plan_of(db, plan, as_of=runtime.today()), code or "")
    where = output or runtime.settings.home / f"targets-{done.plan.year}.yaml"
    if str(where) != "-" and where.exists():
        raise Refused((problem("next_year.exists", file=str(where)),))
    deliver_output(done.text.encode(), where)
    if str(where) != "-":
        _tell(done, look, str(where))


def drafted(
    runtime: Runtime, db: Connection, plan: str, code: str
) -> tuple[Drafted, tuple[str, ...]]:
    """Draft the plan after one, and say what a person has to look at."""
    card = compare(
        db,
        plan,
        as_of=last_day(stored_plan(db, plan)),
        known_at=runtime.clock(),
        calendar=runtime.calendar,
        zone=runtime.settings.timezone,
    )
    path = runtime.settings.targets_file
    try:
        text = path.read_bytes().decode("utf-8", errors="surrogateescape")
    except OSError as fault:
        unread = problem("adjust.unreadable", file=path.name, reason=fault.strerror or "?")
        raise Unavailable((unread,)) from fault
    carried = fates(card)
    told = next_year_told(card, carried, runtime.words)
    said = Sentences(told.head, told.source, told.result_source, told.notes, told.results)
    return draft_plan(text, card.plan, carried, said, code=code), told.look


def _tell(done: Drafted, look: tuple[str, ...], where: str) -> None:
    counts = {
        "carried": str(done.count(Fate.RECURRING)),
        "unfinished": str(done.count(Fate.UNFINISHED)),
    }
    typer.echo(say("next_year.written", file=where, code=done.plan.code, **counts))
    if done.dropped:
        codes = "、".join(one.target.code for one in done.dropped)
        typer.echo(say("next_year.dropped", codes=codes))
    for one in look:
        typer.echo(say("next_year.look", text=one), err=True)
    typer.echo(say("next_year.then"))
