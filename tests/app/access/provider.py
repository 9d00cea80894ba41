"""An identity provider for the tests: OpenID Connect as far as signing one person in takes."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route


@dataclass
class Provider:
    """It vouches for whoever ``claims`` say."""

    address: str
    claims: Mapping[str, object] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    nonces: dict[str, str] = field(default_factory=dict)

    async def metadata(self, request: Request) -> JSONResponse:
        ways = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return JSONResponse(
            {name: f"{self.address}/{way}" for name, way in ways.items()}
            | {"issuer": self.address, "id_token_signing_alg_values_supported": ["RS256"]}
        )

    async def authorize(self, request: Request) -> RedirectResponse:
        asked = request.query_params
        self.nonces["code"] = asked["nonce"]
        return RedirectResponse(f"{asked['redirect_uri']}?code=code&state={asked['state']}")

    async def token(self, request: Request) -> JSONResponse:
        now = int(time.time())
        claims = {"iss": self.address, "aud": "page", "sub": "1", "iat": now, "exp": now + 60, **self.claims}
        said = jwt.encode({"alg": "RS256", "kid": "1"}, claims | {"nonce": self.nonces["code"]}, self.key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": said})

    async def keys(self, request: Request) -> JSONResponse:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})


@contextmanager
def provider() -> Iterator[Provider]:
    """Serve a provider on a free port of this machine."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        made = Provider(f"http://127.0.0.1:{listening.getsockname()[1]}")
        routes = [
            Route("/.well-known/openid-configuration", made.metadata),
            Route("/authorize", made.authorize),
            Route("/token", made.token, methods=["POST"]),
            Route("/keys", made.keys),
        ]
        server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield made
        server.should_exit = True
        thread.join(5)
