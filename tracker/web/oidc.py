"""Signing in through an OpenID provider: authorization code with PKCE, state and nonce.

The provider says who somebody is; what they may do stands in our own accounts.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from config.settings import Settings
from tracker.errors import HaagseZakenError

_ALGORITHMS = ["RS256", "PS256", "ES256"]
_TIMEOUT = 10.0
_LEEWAY = 60
_SCOPE = "openid email profile"


class SignInError(HaagseZakenError):
    """The provider did not say in a way we can trust who this is."""


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """What the browser keeps while it is at the provider, in one cookie."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def begin(cls) -> RoundTrip:
        """Return a new one, random in every part."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))

    @classmethod
    def read(cls, cookie: str) -> RoundTrip | None:
        """Return what `as_cookie` wrote, None for anything else."""
        parts = cookie.split(".")
        return cls(*parts) if len(parts) == 3 and all(parts) else None

    @property
    def as_cookie(self) -> str:
        """Return the value of the cookie."""
        return f"{self.state}.{self.nonce}.{self.verifier}"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says this is: its own name for them, and an e-mail address."""

    subject: str
    email: str


def provider_of(settings: Settings) -> Provider | None:
    """Return the provider of the settings, None when there is none; asks nothing yet."""
    if not settings.oidc_issuer:
        return None
    secret = settings.oidc_client_secret
    return Provider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=secret.get_secret_value() if secret else "",
        redirect_uri=f"{settings.public_url.rstrip('/')}/aanmelden/terug",
    )


@dataclass
class Provider:
    """One provider; its addresses and keys are asked once, when first needed."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str

    @cached_property
    def _metadata(self) -> Mapping[str, Any]:
        found = _get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise SignInError(f"De aanmelddienst noemt zich {found.get('issuer')}.")
        return found

    def _address(self, name: str) -> str:
        address = self._metadata.get(name)
        if not isinstance(address, str):
            raise SignInError(f"De aanmelddienst noemt geen {name}.")
        return address

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            client_id=self.client_id,
            client_secret=self.client_secret or None,
            token_endpoint_auth_method="client_secret_basic" if self.client_secret else "none",
            scope=_SCOPE,
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            timeout=_TIMEOUT,
        )

    def address_for(self, trip: RoundTrip) -> str:
        """Return where to send the browser; SignInError when the provider is away."""
        with self._client() as client:
            address, _ = client.create_authorization_url(
                self._address("authorization_endpoint"),
                state=trip.state, nonce=trip.nonce, code_verifier=trip.verifier,
            )  # fmt: skip
        return str(address)

    def identify(self, code: str, trip: RoundTrip, now: datetime) -> Identity:
        """Return who brought this code; SignInError when anything about it is wrong."""
        try:
            with self._client() as client:
                tokens = client.fetch_token(
                    self._address("token_endpoint"), code=code, code_verifier=trip.verifier,
                    grant_type="authorization_code",
                )  # fmt: skip
            claims = self._claims(str(tokens.get("id_token", "")), trip.nonce, now)
        except (httpx.HTTPError, AuthlibBaseError, JoseError, ValueError) as error:
            raise SignInError(f"De aanmelddienst gaf geen bruikbaar antwoord: {error}") from error
        if claims.get("email_verified", True) is not True:
            raise SignInError("De aanmelddienst heeft dit e-mailadres niet gecontroleerd.")
        email = claims.get("email") or claims.get("preferred_username") or ""
        return Identity(str(claims["sub"]), str(email))

    def _claims(self, token: str, nonce: str, now: datetime) -> Mapping[str, Any]:
        """Return what an ID token says, once signature, issuer, audience and nonce are right."""
        keys = KeySet.import_key_set(_get(self._address("jwks_uri")))  # type: ignore[arg-type]
        claims = jwt.decode(token, keys, algorithms=_ALGORITHMS).claims
        checks = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()), leeway=_LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
        )  # fmt: skip
        checks.validate(claims)
        return claims


def _get(address: str) -> dict[str, Any]:
    """Return a JSON object; SignInError when it is not there or is something else."""
    try:
        answer = httpx.get(address, timeout=_TIMEOUT)
        answer.raise_for_status()
        found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise SignInError(f"De aanmelddienst antwoordt niet: {error}") from error
    if not isinstance(found, dict):
        raise SignInError("De aanmelddienst antwoordt iets onbekends.")
    return found
