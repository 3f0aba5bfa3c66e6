"""Tell every fault once, in one way: a page to people, a problem document to programs.

Nobody is ever shown a traceback. What the input did is 422, what the person may not do is
403, what the environment did is 503; the sentences are those of the catalogue.
"""

from collections.abc import Mapping, Sequence

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from monitor.core.problem import MonitorError, Problem, Unavailable
from monitor.web.csrf import Stranger
from monitor.web.current import Current, PasswordNeeded, SignInNeeded, language_of, web_of
from monitor.web.guard import HEADERS
from monitor.web.page import go, page

TITLES = {400, 401, 403, 404, 405, 413, 422, 500, 503}
PROBLEM = "application/problem+json"


def add_to(app: FastAPI) -> None:
    """Hang the translations into the application."""
    app.add_exception_handler(MonitorError, _told)
    app.add_exception_handler(Stranger, _stranger)
    app.add_exception_handler(SignInNeeded, _sign_in)
    app.add_exception_handler(PasswordNeeded, _password)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _broken)


def for_programs(request: Request) -> bool:
    """Whether the one who asks is a program."""
    return request.url.path.startswith(("/api/", "/healthz", "/readyz", "/openapi.json"))


def answer(
    request: Request,
    status: int,
    *,
    faults: Sequence[Problem] = (),
    lines: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a fault as a page or as an RFC 9457 problem."""
    current = _current(request)
    known = status if status in TITLES else 500
    title = current.words.say(f"web.fault.t{known}")
    lines = [*current.words.problems(faults), *lines]
    if for_programs(request):
        body = {"type": "about:blank", "title": title, "status": status, "detail": lines or None}
        body["detail"] = "\n".join(lines) if lines else title
        body["errors"] = [
            {"code": fault.code, "detail": current.words.problem(fault)} for fault in faults
        ] or [{"code": "input", "detail": line} for line in lines]
        return JSONResponse(body, status_code=status, media_type=PROBLEM, headers=headers)
    values = {"title": title, "what": current.words.say(f"web.fault.d{known}"), "lines": lines}
    told = page(request, current, "fault", values, status=status)
    told.headers.update(headers or {})
    return told


def status_of(fault: MonitorError) -> int:
    """The status a fault is answered with."""
    if isinstance(fault, Unavailable):
        return 503
    refused = all(one.code.startswith("accounts.may_not") for one in fault.problems)
    return 403 if refused and fault.problems else 422


def _told(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, MonitorError)  # noqa: S101  # registered for it alone
    return answer(request, status_of(fault), faults=fault.problems)


def _stranger(request: Request, fault: Exception) -> Response:
    _ = fault
    return answer(request, 403, faults=(Problem("web.form_stale"),))


def _sign_in(request: Request, fault: Exception) -> Response:
    _ = fault
    wish = request.url.path if request.method == "GET" else ""
    query = f"?{request.url.query}" if wish and request.url.query else ""
    return go("/sign-in", next=wish + query)


def _password(request: Request, fault: Exception) -> Response:
    _ = request, fault
    return RedirectResponse("/password", status_code=303)


def _http(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)  # noqa: S101  # registered for it alone
    return answer(request, fault.status_code, headers=dict(fault.headers or {}))


def _invalid(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError)  # noqa: S101  # registered for it alone
    return answer(request, 422, lines=[_line(one) for one in fault.errors()])


def _line(one: dict[str, object]) -> str:
    place = one.get("loc", ())
    names = [str(part) for part in place] if isinstance(place, tuple) else []
    return f"{'.'.join(names[1:]) or 'body'}: {one.get('msg', '')}"


def _broken(request: Request, fault: Exception) -> Response:
    """Answer for a fault of our own; it is told outside the guard, so it brings the headers."""
    _ = fault
    return answer(request, 500, headers=HEADERS)


def _current(request: Request) -> Current:
    """The request's own value, or one of nobody where the fault came before it was known."""
    known = getattr(request.state, "current", None)
    if isinstance(known, Current):
        return known
    web = web_of(request)
    return Current(web, web.words[language_of(request, web)], web.runtime.clock())
