"""Pictures and recordings of the modules, and nothing else that is stored.

Certificates, originals and documents are never answered here: they have views that ask who may.
"""

import mimetypes
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

# Renditions of pictures (Wagtail), recordings (wagtailmedia).
FOLDERS = {"images", "media"}
KINDS = ("image/", "audio/", "video/")
RANGE = re.compile(r"^bytes=(\d{0,20})-(\d{0,20})$")
CHUNK = 64 * 1024


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponse | StreamingHttpResponse:
    """Answer a picture or recording, or the part of it that a player asks for."""
    parts = PurePosixPath(name).parts
    kind = mimetypes.guess_type(name)[0] or ""
    if not parts or parts[0] not in FOLDERS or ".." in parts:
        raise Http404
    if not kind.startswith(KINDS) or "svg" in kind:
        raise Http404
    try:
        if not default_storage.exists(name):
            raise Http404
        answer = _part_or_all(request.headers.get("Range", ""), name, kind)
    except (SuspiciousFileOperation, IsADirectoryError) as error:
        raise Http404 from error
    # Wagtail gives a changed picture a new name.
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    answer["Accept-Ranges"] = "bytes"
    return answer


def _part_or_all(wish: str, name: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    size = default_storage.size(name)
    asked = RANGE.match(wish)
    if not asked or not any(asked.groups()):
        return FileResponse(default_storage.open(name), content_type=kind)
    first, last = _span(*asked.groups(), size=size)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    return StreamingHttpResponse(
        _read(default_storage.open(name), first, last),
        status=206,
        content_type=kind,
        headers={
            "Content-Range": f"bytes {first}-{last}/{size}",
            "Content-Length": str(last - first + 1),
        },
    )


def _span(first: str, last: str, *, size: int) -> tuple[int, int]:
    """First and last byte of "5-9", "5-" (to the end) and "-5" (the last five)."""
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _read(file: IO[Any], first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
