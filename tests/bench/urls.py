"""The platform's addresses, and the baseline's view behind the platform's middleware."""

from lms.urls import urlpatterns as platform
from tests.bench.bare_urls import urlpatterns as bare

urlpatterns = [bare[0], *platform]
