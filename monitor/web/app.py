"""Put the pages and the programs' door together into one application."""

from datetime import date
from functools import partial

from fastapi import FastAPI
from starlette.responses import FileResponse

from monitor import __version__
from monitor.render.phrases import LANGUAGES, Words
from monitor.runtime import Runtime
from monitor.web import (
    adjustments_page,
    api,
    audit_page,
    board,
    desk_page,
    drafts_page,
    entry_page,
    faults,
    files_page,
    fill_page,
    health,
    history_page,
    import_page,
    instruct_page,
    issued_page,
    matter_forms,
    matter_papers,
    matters_page,
    mine_page,
    people_page,
    plan_file,
    published,
    review_page,
    roster_page,
    sign_in,
    target_page,
    verdict_page,
    workbook_file,
    years_page,
)
from monitor.web.csrf import Seal
from monitor.web.current import Web
from monitor.web.guard import Guard
from monitor.web.look import STATIC

MEDIA = {
    "monitor.css": "text/css",
    "mark.svg": "image/svg+xml",
    "copy.js": "text/javascript",
    "entry.js": "text/javascript",
}


def create_app(runtime: Runtime, *, as_of: date | None = None) -> FastAPI:
    """Return the web application of a runtime; nothing is opened before it is asked for.

    ``as_of`` is the business day the pages speak of where the address names no other:
    today, unless a demonstration shows another day.
    """
    app = FastAPI(title="monitor", version=__version__, docs_url=None, redoc_url=None)
    app.state.web = Web(
        runtime=runtime,
        seal=Seal(runtime.settings.signing_key()),
        words={language: Words(language) for language in LANGUAGES},
        as_of=as_of,
    )
    for room in (
        sign_in,
        board,
        mine_page,
        people_page,
        roster_page,
        plan_file,
        target_page,
        verdict_page,
        entry_page,
        desk_page,
        drafts_page,
        files_page,
        fill_page,
        workbook_file,
        published,
        review_page,
        api,
        health,
        history_page,
        audit_page,
        import_page,
        instruct_page,
        issued_page,
        matter_forms,
        matter_papers,
        matters_page,
        adjustments_page,
        years_page,
    ):
        app.include_router(room.routes)
    for name in MEDIA:
        app.get(f"/static/{name}", include_in_schema=False)(partial(static, name))
    faults.add_to(app)
    app.add_middleware(Guard, https=runtime.settings.base_url.startswith("https://"))
    return app


def static(name: str) -> FileResponse:
    """Return one of our own files; no other can be named."""
    return FileResponse(STATIC / name, media_type=MEDIA[name])
