"""Serve the pages until told to stop.

The socket is opened before anything else, so that a port in use is told as a sentence.
Nothing is printed for each request.
"""

import socket
from datetime import date

import uvicorn

from monitor.core.problem import Unavailable, problem
from monitor.runtime import Runtime
from monitor.web.app import create_app

BACKLOG = 128


def serve(runtime: Runtime, listener: socket.socket, *, as_of: date | None = None) -> None:
    """Serve on what ``listen`` returned until SIGINT or SIGTERM; ``as_of`` as in ``create_app``."""
    config = uvicorn.Config(
        create_app(runtime, as_of=as_of),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    uvicorn.Server(config).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address.

    Raises:
        Unavailable: where that is not to be had.

    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except (OSError, OverflowError) as fault:
        listener.close()
        reason = getattr(fault, "strerror", None) or str(fault)
        raise Unavailable((problem("cli.port", port=str(port), reason=reason),)) from fault
    return listener
