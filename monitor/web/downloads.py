"""Addresses with filters in them, and files to take away."""

from urllib.parse import quote, urlencode

from starlette.responses import Response

CSV, JSON, ZIP = "text/csv; charset=utf-8", "application/json", "application/zip"


def query(**asked: str) -> str:
    """What stands behind the address of a view; nothing where everything is asked for."""
    told = urlencode({name: value for name, value in asked.items() if value})
    return f"?{told}" if told else ""


def download(data: bytes, media: str, name: str) -> Response:
    """Give a file under a name that may be Chinese."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(data, media_type=media, headers=headers)
