"""Pages small enough for prepaid data. Files are compressed beforehand, by whitenoise."""

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

from lms.middleware import GetResponse


def compress_pages(get_response: GetResponse) -> GetResponse:
    """Compress HTML, and nothing that is streamed or asked for in ranges.

    Django's own compression, which adds bytes of random length so that the length of an answer
    tells nothing about a secret in it.
    """
    compression = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            compression.process_response(request, response)
        return response

    return middleware
