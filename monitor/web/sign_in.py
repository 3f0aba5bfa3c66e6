"""Sign in, change the password, sign out.

A session lives in one cookie no script can read. Its key changes at sign-in and with the
password. What a page says of a failure does not tell who exists.
"""

from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.problem import Problem, Refused, problem
from monitor.services import sessions
from monitor.web.current import SESSION, Current, SignedIn, Visitor
from monitor.web.forms import OwnForm, Posted, text
from monitor.web.page import UNPROCESSABLE, go, page

FORM = "monitor_form"
FORBIDDEN = 403
routes = APIRouter(include_in_schema=False)


def sign_in_page(
    request: Request,
    current: Current,
    *,
    fault: Problem | None = None,
    name: str = "",
    status: int = 200,
) -> Response:
    """Return the form, with its own cookie; ``next`` is kept if it is a page of ours."""
    seal = current.web.seal
    kept = seal.own_cookie(request.cookies.get(FORM, "")) or seal.new_cookie()
    wish = request.query_params.get("next", "")
    values = {"form_token": seal.token(kept), "name": name, "next": _own(wish)}
    faults = [fault] if fault else []
    answer = page(request, current, "sign_in", values, faults=faults, status=status)
    answer.set_cookie(FORM, kept, samesite="lax", secure=current.web.secure, httponly=True)
    return answer


@routes.post("/sign-in")
def sign_in(request: Request, current: Visitor, fields: Posted) -> Response:
    """Open a session for who knows the password."""
    seal, name = current.web.seal, text(fields, "name")
    cookie = seal.own_cookie(request.cookies.get(FORM, ""))
    if not seal.fits(text(fields, "csrf"), cookie):
        stale = problem("web.form_stale")
        return sign_in_page(request, current, fault=stale, name=name, status=FORBIDDEN)
    password = str(fields.get("password", ""))
    with current.web.writing() as db:
        key = sessions.sign_in(db, name, password, now=current.now)
    if isinstance(key, Problem):
        return sign_in_page(request, current, fault=key, name=name, status=UNPROCESSABLE)
    answer = go(_own(text(fields, "next")) or "/")
    answer.delete_cookie(FORM)
    return _with_session(answer, current, key)


@routes.get("/sign-in")
def sign_in_form(request: Request, current: Visitor) -> Response:
    """Show the form, or the board to who is signed in already."""
    return sign_in_page(request, current) if current.user is None else go("/")


@routes.post("/logout")
def sign_out(current: SignedIn, fields: OwnForm) -> Response:
    """End the session."""
    _ = fields
    with current.web.writing() as db:
        sessions.sign_out(db, current.key)
    answer = go("/")
    answer.delete_cookie(SESSION)
    return answer


@routes.get("/password")
def password_form(request: Request, current: SignedIn) -> Response:
    """Show the form for a new password."""
    return page(request, current, "password")


@routes.post("/password")
def change_password(request: Request, current: SignedIn, fields: OwnForm) -> Response:
    """Set a new password; every other session of the person ends."""
    old, new, again = (str(fields.get(name, "")) for name in ("old", "new", "again"))
    if new != again:
        return _password_fault(request, current, (problem("web.password_differs"),))
    try:
        with current.web.writing() as db:
            key = sessions.change_password(db, current.person, old, new, now=current.now)
    except Refused as refused:
        return _password_fault(request, current, refused.problems)
    return _with_session(go("/", notice="password"), current, key)


def _password_fault(request: Request, current: Current, faults: tuple[Problem, ...]) -> Response:
    return page(request, current, "password", faults=faults, status=UNPROCESSABLE)


def _with_session(answer: Response, current: Current, key: str) -> Response:
    """The answer with the session's cookie; it ends with the browser."""
    secure = current.web.secure
    answer.set_cookie(SESSION, key, samesite="lax", secure=secure, httponly=True)
    return answer


def _own(address: str) -> str:
    """An address to go on to, if it is a path of ours and nothing else."""
    parts = urlsplit(address)
    plain = not parts.scheme and not parts.netloc and "\\" not in address
    own = plain and parts.path.startswith("/") and not parts.path.startswith("//")
    return address if own and address.isprintable() else ""
