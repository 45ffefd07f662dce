"""An OpenID provider of the test's own: honest, unless told to be otherwise."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

SECRET = "between us"


class Issuer:
    """Answers discovery, keys, tokens and userinfo. Every attribute may be changed by a test."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.be_honest()

    def be_honest(self) -> None:
        """As in the beginning."""
        url = self.url
        self.__dict__.pop("token", None)
        self.kid = "k1"
        self.discovery: dict[str, Any] = {
            "issuer": url,
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
            "jwks_uri": f"{url}/keys",
            "userinfo_endpoint": f"{url}/me",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {"sub": "u-1001"}
        self.raw: dict[str, bytes] = {}
        self.seconds_to_think = 0.0
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}

    def code_for(self, query: dict[str, str]) -> str:
        """What the provider's page sends back with, after somebody signed in there."""
        code = uuid4().hex
        self._codes[code] = query
        return code

    def public(self) -> dict[str, Any]:
        row = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return row | {"kid": self.kid, "use": "sig", "alg": "RS256"}

    def public_pem(self) -> bytes:
        return self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def token(self, query: dict[str, str]) -> str:
        """The ID token; a test may put another signer in its place."""
        return self.signed(self.said(query))

    def said(self, query: dict[str, str]) -> dict[str, Any]:
        now = int(time.time())
        honest = {
            "iss": self.url,
            "sub": "u-1001",
            "aud": query["client_id"],
            "iat": now,
            "exp": now + 300,
            "nonce": query["nonce"],
            "auth_time": now,
        }
        return {name: value for name, value in (honest | self.claims).items() if value is not None}

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": self.kid})

    def redeem(self, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        query = self._codes.pop(form.get("code", ""), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        given = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")[2]
        if unquote(given) != SECRET:
            return 401, {"error": "invalid_client"}
        if query is None or query["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        if query["redirect_uri"] != form.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self.token(query)}


def _handler(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            rows = {
                "/.well-known/openid-configuration": issuer.discovery,
                "/keys": {"keys": [issuer.public()]},
                "/me": issuer.userinfo,
            }
            self._say(200, rows.get(self.path, {}))

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(text).items()}
            self._say(*issuer.redeem(form, self.headers.get("Authorization", "")))

        def _say(self, status: int, said: Any) -> None:
            issuer.asked.append(self.path)
            time.sleep(issuer.seconds_to_think)
            body = issuer.raw.get(self.path, json.dumps(said).encode())
            is_elsewhere = body.startswith(b"http")
            self.send_response(302 if is_elsewhere else status)
            if is_elsewhere:
                self.send_header("Location", body.decode())
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    return Handler


class _Server(ThreadingHTTPServer):
    def handle_error(self, *args: Any) -> None:
        """Whoever asked has gone."""


@contextmanager
def issuing() -> Iterator[Issuer]:
    server = _Server(("127.0.0.1", 0), BaseHTTPRequestHandler)
    issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = _handler(issuer)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
