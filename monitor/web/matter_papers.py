"""A matter's papers: the 督办单 to print, and the pictures of its checks."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.render.matters import matter_told
from monitor.render.order_docx import order_docx
from monitor.render.paper import MEDIA
from monitor.store import evidence, observations
from monitor.web.current import Person
from monitor.web.matters_page import seen_matter, voice_of, zone_of

routes = APIRouter(include_in_schema=False)


@routes.get("/matters/{number}/letter")
def letter(current: Person, number: int, plan: str = "") -> Response:
    """Return the 督办单 of a matter as a Word document."""
    with current.web.reading() as db:
        stated, matter = seen_matter(db, current, plan, number)
        demo = observations.any_demo(db, stated.code)
    voice = voice_of(current, stated)
    told = matter_told(matter, voice, zone_of(current))
    place, title = voice.place(), stated.title
    data = order_docx(told, current.words, place=place, title=title, demo=demo)
    name = quote(f"{told['label']}.docx", safe="")
    kept = f"attachment; filename=\"matter-{number}.docx\"; filename*=UTF-8''{name}"
    return Response(data, media_type=MEDIA, headers={"Content-Disposition": kept})


@routes.get("/matters/{number}/photo/{digest}")
def photo(current: Person, number: int, digest: str, plan: str = "") -> Response:
    """Return what a check kept of a matter, as a file to save: it is never shown as a page."""
    with current.web.reading() as db:
        _, matter = seen_matter(db, current, plan, number)
        if digest not in {step.photo for step in matter.steps} - {""}:
            raise HTTPException(404)
        file = evidence.kept(db, digest)
    if file is None:
        raise HTTPException(404)
    kept = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return Response(file.data, media_type=file.media, headers={"Content-Disposition": kept})
