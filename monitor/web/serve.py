"""Serve the pages with uvicorn until the process is told to end."""

import socket

import uvicorn

from monitor.core.problem import Unavailable, problem
from monitor.runtime import Runtime
from monitor.web.app import create_app


def serve(runtime: Runtime, *, host: str, port: int) -> None:
    """Serve the pages; returns when stopped.

    Raises:
        Unavailable: where the address cannot be listened on.

    """
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise Unavailable((problem("cli.port", port=str(port), reason=reason),)) from fault
    config = uvicorn.Config(
        create_app(runtime), host=host, port=port, log_level="warning", access_log=False
    )
    uvicorn.Server(config).run()
