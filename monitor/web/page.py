"""Turn values into a page: the frame around every one, and where a browser goes next.

The frame is the same everywhere: who is signed in, the ways to go, the faults on top.
Templates are given plain values and texts, and escape everything.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2.sandbox import ImmutableSandboxedEnvironment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from monitor.core.account import Action
from monitor.core.problem import Problem
from monitor.render.environment import environment
from monitor.web.current import LANGUAGE, Current
from monitor.web.look import VERSION

TEMPLATES = Path(__file__).parent / "templates"
A_YEAR = 365 * 24 * 3600
OK, SEE_OTHER, UNPROCESSABLE = 200, 303, 422


@lru_cache(maxsize=1)
def _templates() -> ImmutableSandboxedEnvironment:
    return environment(TEMPLATES, html=True)


def page(
    request: Request,
    current: Current,
    name: str,
    values: dict[str, Any] | None = None,
    *,
    faults: Sequence[Problem] = (),
    status: int = OK,
) -> HTMLResponse:
    """Return a page in its frame; ``faults`` are listed on top."""
    told = [{"text": line, "to": ""} for line in current.words.problems(faults)]
    framed = _frame(request, current) | {"faults": told}
    body = _templates().get_template(f"{name}.html").render(framed | (values or {}))
    answer = HTMLResponse(body, status_code=status)
    if request.query_params.get("lang") == current.words.language:
        answer.set_cookie(
            LANGUAGE,
            current.words.language,
            max_age=A_YEAR,
            samesite="lax",
            secure=current.web.secure,
            httponly=True,
        )
    return answer


def go(address: str, **asked: str) -> RedirectResponse:
    """Send the browser to one of our pages."""
    query = urlencode({name: value for name, value in asked.items() if value})
    return RedirectResponse(f"{address}?{query}" if query else address, status_code=SEE_OTHER)


def instant(current: Current, at: datetime) -> str:
    """An instant as the office's clock shows it."""
    return at.astimezone(current.web.runtime.settings.timezone).strftime("%Y-%m-%d %H:%M")


def _frame(request: Request, current: Current) -> dict[str, Any]:
    user = current.user
    usable = user is not None and not user.must_change
    other = "en" if current.words.language == "zh" else "zh"
    asked = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    return {
        "say": current.words.say,
        "language": current.words.language,
        "other_language": "?" + urlencode([*asked, ("lang", other)]),
        "user": user,
        "usable": usable,
        "enters": user is not None and user.may(Action.ENTER, user.unit),
        "reviews": user is not None and user.may(Action.REVIEW, user.unit),
        "staffs": user is not None and user.may(Action.STAFF),
        "adopts": user is not None and user.may(Action.ADOPT),
        "audits": user is not None and user.may(Action.AUDIT),
        "here": request.url.path,
        "csrf": current.web.seal.token(current.key) if current.key else "",
        "demo": False,
        "version": VERSION,
    }
