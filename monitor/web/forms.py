"""Read a posted form, once it is proven to be ours."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from monitor.web.csrf import Stranger, require_own_site
from monitor.web.current import SESSION, web_of
from monitor.web.guard import TooLarge

MOST_FIELDS = 20_000
MOST_FILES = 200


async def posted(request: Request) -> FormData:
    """Return the fields of a form.

    Raises:
        Stranger: where another site sent it.
        HTTPException: where it cannot be read.

    """
    return await _read(request, files=0)


async def _read(request: Request, *, files: int) -> FormData:
    require_own_site(request, web_of(request).runtime.settings.base_url)
    try:
        return await request.form(max_fields=MOST_FIELDS, max_files=files)
    except TooLarge:
        raise
    except ValueError:
        raise HTTPException(400) from None


async def own_form(request: Request) -> FormData:
    """Return the fields of a form that was shown to this session.

    Raises:
        Stranger: where it was not.

    """
    return _own(request, await posted(request))


async def own_upload(request: Request) -> AsyncIterator[FormData]:
    """Give the fields of a form that was shown to this session, and the one file it brings.

    Raises:
        Stranger: where it was not.

    """
    fields = await _read(request, files=1)
    try:
        yield _own(request, fields)
    finally:
        await fields.close()


async def own_uploads(request: Request) -> AsyncIterator[FormData]:
    """Give the fields of a form that was shown to this session, and all the files it brings.

    Raises:
        Stranger: where it was not.

    """
    fields = await _read(request, files=MOST_FILES)
    try:
        yield _own(request, fields)
    finally:
        await fields.close()


def _own(request: Request, fields: FormData) -> FormData:
    seal, key = web_of(request).seal, request.cookies.get(SESSION, "")
    if not seal.fits(text(fields, "csrf"), key):
        raise Stranger
    return fields


def text(fields: FormData, name: str) -> str:
    """Return a field as typed without the spaces around it; files are no text."""
    value = fields.get(name, "")
    return value.strip() if isinstance(value, str) else ""


Posted = Annotated[FormData, Depends(posted)]
OwnForm = Annotated[FormData, Depends(own_form)]
OwnUpload = Annotated[FormData, Depends(own_upload)]
OwnUploads = Annotated[FormData, Depends(own_uploads)]
