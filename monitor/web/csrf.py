"""Tell our own forms from those of strangers.

A signed-in form carries a token bound to its session; the sign-in form one bound to a
cookie of its own. A browser that says where a request comes from is believed as well.
It refuses whatever does not fit, before anything is read or written.
"""

import secrets
from urllib.parse import urlsplit

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import Request

OWN_SITES = {"same-origin", "none"}


class Stranger(Exception):  # noqa: N818  # named for what it says at the door
    """A request that one of our pages did not make."""


class Seal:
    """Makes and checks the tokens of forms."""

    def __init__(self, key: str) -> None:
        self._forms = URLSafeSerializer(key, salt="form")
        self._cookies = URLSafeSerializer(key, salt="sign-in")

    def token(self, bound_to: str) -> str:
        """Return the token of a form shown to a session, or to a sign-in cookie."""
        return str(self._forms.dumps(bound_to))

    def fits(self, token: str, bound_to: str) -> bool:
        """Whether a form was shown to this session or cookie."""
        try:
            said = self._forms.loads(token)
        except BadSignature:
            return False
        return bool(bound_to) and secrets.compare_digest(str(said), bound_to)

    def new_cookie(self) -> str:
        """Return a fresh signed cookie for the sign-in form."""
        return str(self._cookies.dumps(secrets.token_urlsafe(16)))

    def own_cookie(self, cookie: str) -> str:
        """Return a sign-in cookie if we made it, else nothing."""
        try:
            self._cookies.loads(cookie)
        except BadSignature:
            return ""
        return cookie


def require_own_site(request: Request, base_url: str) -> None:
    """Refuse what a browser says comes from elsewhere.

    Raises:
        Stranger: where it does.

    """
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in OWN_SITES:
        raise Stranger
    origin = request.headers.get("origin")
    own = {urlsplit(base_url).netloc, request.headers.get("host", "")}
    if origin is not None and urlsplit(origin).netloc not in own:
        raise Stranger
