"""Walking through a sign-in by OpenID Connect, step by step."""

from urllib.parse import parse_qs, urlsplit

from django.urls import reverse

from people.audit.models import AuditEvent


def set_out(client, provider, **form):
    """Begin at the door. Returns what the provider is asked."""
    answer = client.post(reverse("sign-on-door", args=[provider.door]), form)
    address = answer["Refresh"].removeprefix("0; url=")
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def come_back(client, provider, query, code, **more):
    address = reverse("sign-on-callback", args=[provider.uuid])
    return client.get(address, {"state": query["state"], "code": code} | more)


def sign_in(client, provider, issuer, **form):
    query = set_out(client, provider, **form)
    return come_back(client, provider, query, issuer.code_for(query))


def is_in(client):
    return "_auth_user_id" in client.session


def told():
    return [event.facts.get("reason") for event in AuditEvent.objects.filter(verb="sign-in-failed")]
