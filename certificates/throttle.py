"""How often one address may check certificates: so often, then not for a while."""

from django.conf import settings
from django.http import HttpRequest

from people import throttle


def seconds_to_wait(request: HttpRequest) -> int:
    """Count one check from the request's address; 0 while it may go on.

    The limit is `settings.VERIFICATION_LIMIT` in `settings.VERIFICATION_WINDOW` seconds.
    """
    return throttle.seconds_to_wait(
        request,
        "verification",
        most=settings.VERIFICATION_LIMIT,
        window=settings.VERIFICATION_WINDOW,
    )
