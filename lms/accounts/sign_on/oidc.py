"""OpenID Connect: allauth's flow (state in the session, PKCE), with a nonce and a strict ID token.

allauth trusts a token that it fetched itself, and prefers what the userinfo endpoint says. Here a
token is always proved: signature by the issuer's keys and a safe algorithm, issuer, audience, time,
nonce. From userinfo comes the employee number at most, and only of the same subject.
"""

import math
import secrets
import time
from typing import Any

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse

from lms import outbound
from lms.accounts.sign_on import addresses
from lms.accounts.sign_on.arrived import Arrived, as_names, as_number, is_subject
from lms.accounts.sign_on.bridge import app_of
from lms.accounts.sign_on.faults import Fault, Reason
from people.sign_on.models import IdentityProvider

# Signed with the issuer's private key: nothing that is checked with a secret, and never nothing.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
MOST_CLOCK_DRIFT = 60
# What libraries make of a token that no honest provider would send.
ODD = (ArithmeticError, AttributeError, RecursionError, TypeError, ValueError)
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def read(address: str, **kwargs: Any) -> Any:
    """What a provider says in JSON under an address. Raises Fault."""
    try:
        with get_adapter().get_requests_session() as session:
            response = session.get(address, **kwargs)
            response.raise_for_status()
            return response.json()
    except outbound.Refused as error:
        raise Fault(Reason.ADDRESS) from error
    except (requests.JSONDecodeError, requests.HTTPError, RecursionError) as error:
        raise Fault(Reason.NOT_A_PROVIDER) from error
    except requests.RequestException as error:
        raise Fault(Reason.UNREACHABLE) from error


def discover(issuer: str) -> dict[str, Any]:
    """An issuer's own description of itself. Raises Fault."""
    said = read(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if not isinstance(said, dict) or not all(isinstance(said.get(name), str) for name in NEEDED):
        raise Fault(Reason.NOT_A_PROVIDER)
    if said.get("issuer") != issuer:
        raise Fault(Reason.WRONG_ISSUER)
    try:
        for name in NEEDED:
            outbound.refuse_address(said[name])
    except outbound.Refused as error:
        raise Fault(Reason.ADDRESS) from error
    return said


def verify(token: object, keys: object, *, issuer: str, client_id: str) -> dict[str, Any]:
    """The claims of an ID token, proved. Raises Fault."""
    try:
        header = jwt.get_unverified_header(str(token))
        if header.get("alg") not in ALGORITHMS:
            raise Fault(Reason.WEAK_SIGNATURE)
        claims: dict[str, Any] = jwt.decode(
            str(token),
            _key(keys, header),
            algorithms=[str(header["alg"])],
            issuer=issuer,
            audience=client_id,
            leeway=MOST_CLOCK_DRIFT,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as error:
        raise Fault(Reason.EXPIRED) from error
    except jwt.InvalidAudienceError as error:
        raise Fault(Reason.WRONG_AUDIENCE) from error
    except jwt.InvalidIssuerError as error:
        raise Fault(Reason.WRONG_ISSUER) from error
    except jwt.InvalidSignatureError as error:
        raise Fault(Reason.WRONG_SIGNATURE) from error
    except (jwt.PyJWTError, *ODD) as error:
        raise Fault(Reason.UNREADABLE) from error
    party = claims.get("azp", client_id)
    if party != client_id or (isinstance(claims["aud"], list) and len(claims["aud"]) > 1):
        raise Fault(Reason.WRONG_AUDIENCE)
    return claims


def _key(keys: object, header: dict[str, Any]) -> Any:
    """The issuer's key that a token says it is signed with, of the kind its algorithm needs."""
    rows = keys.get("keys") if isinstance(keys, dict) else None
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    kind = {"R": "RSA", "P": "RSA", "E": "EC"}[str(header["alg"])[0]]
    fitting = [
        row
        for row in rows
        if row.get("kty") == kind
        and row.get("use", "sig") == "sig"
        and row.get("alg", header["alg"]) == header["alg"]
        and ("kid" not in header or row.get("kid") == header["kid"])
    ]
    if len(fitting) != 1:
        raise Fault(Reason.WRONG_SIGNATURE)
    return jwt.PyJWK(fitting[0], algorithm=str(header["alg"])).key


class _Client(OAuth2Client):
    """Fetches the tokens, and says which side's fault it is if there are none."""

    def get_access_token(
        self, code: Any, pkce_code_verifier: Any = None, extra_data: Any = None
    ) -> dict[str, Any]:
        data = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.callback_url,
            "code_verifier": pkce_code_verifier,
        }
        who = None
        if self.basic_auth and self.consumer_secret:
            who = requests.auth.HTTPBasicAuth(self.consumer_key, self.consumer_secret)
        else:
            data["client_id"] = self.consumer_key
            if self.consumer_secret:
                data["client_secret"] = self.consumer_secret
        try:
            with get_adapter().get_requests_session() as session:
                response = session.post(self.access_token_url, data=data, auth=who)
                said = response.json()
        except outbound.Refused as error:
            raise Fault(Reason.ADDRESS) from error
        except (requests.JSONDecodeError, RecursionError) as error:
            raise Fault(Reason.UNREADABLE) from error
        except requests.RequestException as error:
            raise Fault(Reason.UNREACHABLE) from error
        if not response.ok or not isinstance(said, dict):
            is_secret = response.status_code == 401 or "invalid_client" in response.text
            raise Fault(Reason.WRONG_SECRET if is_secret else Reason.WRONG_CODE)
        return said


class OidcAdapter(OpenIDConnectOAuth2Adapter):
    """One provider's addresses, and what its answer means."""

    client_class = _Client

    def __init__(self, request: HttpRequest, row: IdentityProvider) -> None:
        self.row = row
        super().__init__(request, str(row.uuid))

    def get_provider(self) -> "OidcProvider":
        return OidcProvider(self.request, self.row)

    @property
    def openid_config(self) -> dict[str, Any]:
        if not hasattr(self, "_openid_config"):
            self._openid_config = discover(self.row.issuer)
        return self._openid_config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return addresses.callback(self.row)

    def parse_token(self, data: dict[str, Any]) -> None:
        """Access tokens are of no use to us: none is kept."""

    def complete_login(self, request: HttpRequest, app: Any, token: None, **kwargs: Any) -> Any:
        response = kwargs["response"]
        said = request.GET.get("iss", self.row.issuer)
        if said != self.row.issuer:
            raise Fault(Reason.WRONG_ISSUER)
        claims = verify(
            response.get("id_token"),
            read(self.openid_config["jwks_uri"]),
            issuer=self.row.issuer,
            client_id=self.row.client_id,
        )
        if not is_subject(claims["sub"]):
            raise Fault(Reason.WRONG_SUBJECT)
        claims |= self._further(response.get("access_token"), claims)
        return self.get_provider().sociallogin_from_response(request, claims)

    def _further(self, token: object, claims: dict[str, Any]) -> dict[str, Any]:
        """The employee number from userinfo, where it is not in the ID token."""
        address = self.openid_config.get("userinfo_endpoint")
        claim = self.row.number_claim
        if not claim or claim in claims or not isinstance(address, str):
            return {}
        said = read(address, headers={"Authorization": f"Bearer {token}"})
        if not isinstance(said, dict) or said.get("sub") != claims["sub"]:
            raise Fault(Reason.WRONG_SUBJECT)
        return {claim: said[claim]} if claim in said else {}


def _asked_at(said: object) -> float:
    """When somebody was last asked who she is; 0 where that is not said, or is no moment."""
    is_moment = isinstance(said, int | float) and not isinstance(said, bool)
    return min(float(said), time.time()) if is_moment and math.isfinite(said) else 0  # type: ignore[arg-type]


class OidcProvider(OpenIDConnectProvider):
    """How one is led there, and what is taken from the answer."""

    pkce_enabled_default = True

    def __init__(self, request: HttpRequest, row: IdentityProvider) -> None:
        self.row = row
        super().__init__(request, app=app_of(row))

    def serialize(self) -> dict[str, Any]:
        return {"id": str(self.row.uuid)}

    def get_oauth2_adapter(self, request: HttpRequest) -> OidcAdapter:
        return OidcAdapter(request, self.row)

    def lead_there(self, request: HttpRequest, *, asks_anew: bool, **state: Any) -> HttpResponse:
        """An answer whose Location is the provider's own page. Raises Fault."""
        nonce = secrets.token_urlsafe(24)
        anew = {"prompt": "login", "max_age": "0"} if asks_anew else {}
        # Only with a max_age must a provider tell when it asked.
        params = {"nonce": nonce, "max_age": str(60 * 60 * 24 * 30)} | anew
        response: HttpResponse = self.redirect(
            request, scope=["openid", "profile"], auth_params=params, nonce=nonce, **state
        )
        return response

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        arrived = Arrived(
            subject=str(data["sub"]),
            number=as_number(data.get(self.row.number_claim)) if self.row.number_claim else "",
            asked_at=_asked_at(data.get("auth_time")),
            names=as_names(data),
        )
        return arrived.as_dict() | {"nonce": data.get("nonce")}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Names and addresses that come along are not taken."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []
