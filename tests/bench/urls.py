"""The platform's addresses, and the baseline's view behind the platform's middleware."""

from lms.policy import ROUTES, Rule, Scope, Shows
from lms.urls import urlpatterns as platform
from tests.bench.bare_urls import urlpatterns as bare

ROUTES["bare"] = Rule(Scope.NOBODYS, Shows.NOTHING, is_public=True)
urlpatterns = [bare[0], *platform]
