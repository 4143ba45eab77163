"""A guard for a form with one file: who asks is known before a large body is read."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from tracker.records import Right
from tracker.web.guard import Form, Guard, Refused, Sent, note_refusal, read_form
from tracker.web.site import site_of

MULTIPART = "multipart/form-data"
_FIELDS, _FIELD_BYTES, _PARTS_ROOM = 20, 20_000, 100_000
_DRAINED = 80_000_000
"""Bytes of a file that is too large that are still taken in, so that a browser shows why."""
_UNREADABLE = "Dit formulier is niet te lezen."


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody sent; `name` is what they call it and names nothing here."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class SentFile:
    """A request with a file that passed the guard; the file is None when none was chosen."""

    sent: Sent
    file: File | None


def is_multipart(request: Request) -> bool:
    """Tell whether a request says that its body has parts."""
    return request.headers.get("content-type", "").partition(";")[0].strip() == MULTIPART


async def _limited(request: Request, largest: int) -> AsyncGenerator[bytes]:
    """Yield the body; refuse it when it is too large, after taking in the rest of it."""
    size = 0
    async for part in request.stream():
        size += len(part)
        if size <= largest:
            yield part
        elif size > _DRAINED:
            break
    if size > largest:
        most = largest // 1_000_000
        text = f"Dit bestand is te groot: ten hoogste {most} MB." if most else (
            "Dit formulier is te groot."
        )  # fmt: skip
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text)


async def read_parts(request: Request, largest: int) -> tuple[Form, File | None]:
    """Return the fields and the first file of a form with parts."""
    parser = MultiPartParser(
        request.headers, _limited(request, largest), max_files=1, max_fields=_FIELDS,
        max_part_size=_FIELD_BYTES,
    )  # fmt: skip
    try:
        parts = await parser.parse()
    except MultiPartException:
        raise Refused(HTTPStatus.BAD_REQUEST, _UNREADABLE) from None
    fields: dict[str, list[str]] = {}
    file: File | None = None
    for name, value in parts.multi_items():
        if isinstance(value, UploadFile):
            file = File(value.filename or "", await value.read()) if value.filename else None
        else:
            fields.setdefault(name, []).append(value)
    await parts.close()
    return Form(fields), file


class Upload(Guard):
    """The guard of a form with a file of at most `largest` bytes."""

    def __init__(self, right: Right, largest: int) -> None:
        super().__init__(right)
        self.largest = largest

    async def __call__(self, request: Request) -> SentFile:  # type: ignore[override]
        """Return the request when all is well; Refused, and a line in the log, when not."""
        site = await run_in_threadpool(site_of, request)
        refusal, file = self._stranger(request, site), None
        form = Form({})
        if refusal is None:
            if is_multipart(request):
                form, file = await read_parts(request, self.largest + _PARTS_ROOM)
            else:
                form = await read_form(request)
            refusal = self._refusal(request, form, site)
        if refusal is not None:
            await run_in_threadpool(note_refusal, request, site, refusal)
            raise refusal
        assert site.visit.account is not None
        return SentFile(Sent(site, form, site.visit.account), file)
