"""ADAPTER: one letter to one address, over SMTP or into the local outbox.

``message`` builds the bytes, ``smtp`` and ``outbox`` carry them. Nothing here knows which
letters there are, or decides whether one is sent again.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from monitor.core.delivery import Transport
from monitor.core.problem import Problem, problem
from monitor.mail.message import compose
from monitor.mail.outbox import Outbox
from monitor.mail.smtp import Smtp

__all__ = ["Outbox", "Smtp", "Transport", "compose", "transport_for"]

DEFAULT_PORTS = {"smtp": 25, "smtps": 465}


def transport_for(url: str, outbox: Path) -> Transport | Problem:
    """Return what carries letters for ``MONITOR_SMTP_URL``, or say that it is none."""
    try:
        parts = urlsplit(url)
        if parts.scheme == "outbox":
            return Outbox(outbox)
        host, port = parts.hostname, parts.port or DEFAULT_PORTS[parts.scheme]
    except (KeyError, ValueError):
        return problem("mail.url")
    if not host:
        return problem("mail.url")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Smtp(host, port, user, password, implicit_tls=parts.scheme == "smtps")
