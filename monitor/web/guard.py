"""What every answer carries and what no request may exceed.

No script, style or picture from elsewhere and none inline; nothing kept by a cache on the
way; no body above one mebibyte but where a file may be handed in. A page that needs another
policy sets its own header.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 1 << 20
LARGEST_FILE = 11 << 20
LARGEST_BATCH = 31 << 20
UPLOADS = {
    "/import": LARGEST_FILE,
    "/matters/": LARGEST_FILE,
    "/editions/": LARGEST_FILE,
    "/desk/files": LARGEST_BATCH,
}
"""Where a form may bring files, and how much: the beginnings of their paths."""

POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "private, no-store",
}
STATIC_CACHE = "public, max-age=3600"
TOO_LARGE = b'{"type":"about:blank","title":"Content Too Large","status":413}'


class TooLarge(Exception):  # noqa: N818  # named for what it says at the door
    """A body that went on beyond what it may hold."""


class Guard:
    """The outermost layer: caps bodies and sets headers."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.headers = dict(HEADERS)
        if https:
            self.headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its body counted, and its answer back with our headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = largest(scope["path"])
        counted = _Counted(receive, most)
        dressed = _Dressed(send, self.headers, static=scope["path"].startswith("/static/"))
        if _announced(scope) > most:
            await _refuse(dressed)
            return
        try:
            await self.app(scope, counted, dressed)
        except TooLarge:
            if not dressed.started:
                await _refuse(dressed)


def largest(path: str) -> int:
    """How large the body of a request for a path may be."""
    return next((most for start, most in UPLOADS.items() if path.startswith(start)), LARGEST_BODY)


class _Counted:
    def __init__(self, receive: Receive, most: int) -> None:
        self.receive = receive
        self.most = most
        self.size = 0

    async def __call__(self) -> Message:
        message = await self.receive()
        self.size += len(message.get("body", b""))
        if self.size > self.most:
            raise TooLarge
        return message


class _Dressed:
    def __init__(self, send: Send, headers: dict[str, str], *, static: bool) -> None:
        self.send = send
        self.headers = headers | ({"Cache-Control": STATIC_CACHE} if static else {})
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            present = MutableHeaders(scope=message)
            for name, value in self.headers.items():
                present.setdefault(name, value)
        await self.send(message)


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else LARGEST_BATCH + 1
    return 0


async def _refuse(send: _Dressed) -> None:
    headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": TOO_LARGE})
