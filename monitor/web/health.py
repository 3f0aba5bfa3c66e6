"""Whether the program is alive, and whether it would accept an entry now."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse

from monitor.store import schema
from monitor.store.engine import environment_faults, rehearsing, writing
from monitor.web.current import web_of

routes = APIRouter()


@routes.get("/healthz", summary="Alive")
def alive() -> dict[str, str]:
    """Answer as long as the program runs; nothing else is asked."""
    return {"status": "alive"}


@routes.get("/readyz", summary="Accepts entries")
def ready(request: Request) -> JSONResponse:
    """Take and give back the turn to write, on a schema of this version."""
    engine = web_of(request).runtime.engine
    with environment_faults():
        schema.require(engine)
        with rehearsing(engine) as stage, writing(stage):
            pass
    return JSONResponse({"status": "ready"})
