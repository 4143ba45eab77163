"""What the stand-in knows: its key, the codes it gave out, and how it may go wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "haagsezaken", "sandbox-secret"
FAULTS = ("nonce", "audience", "issuer", "expired", "signature", "unverified", "none", "down")
"""Ways in which the next token is wrong: `POST /_fault/<name>`."""
_LIFETIME = 300


@dataclass(frozen=True, slots=True)
class Grant:
    """One code, for whom, and what must come with it."""

    email: str
    challenge: str
    nonce: str
    redirect_uri: str


@dataclass
class Provider:
    """The state of the stand-in; its key is new at every start."""

    issuer: str
    state: Path
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "sandbox"}))
    fault: str = ""
    _grants: dict[str, Grant] = field(default_factory=dict)

    def note(self, event: str, **facts: str) -> None:
        """Write a line in the journal."""
        self.state.mkdir(parents=True, exist_ok=True)
        with (self.state / "journal.jsonl").open("a", encoding="utf-8") as journal:
            journal.write(json.dumps({"event": event, **facts}) + "\n")

    def metadata(self) -> dict[str, object]:
        """Return what `.well-known/openid-configuration` says."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def keys(self) -> dict[str, object]:
        """Return the public key."""
        return {"keys": [self.key.as_dict(private=False)]}

    def grant(self, asked: dict[str, str], email: str) -> str:
        """Give out a code for this person; return where to send the browser.

        Raises ValueError, with the reason, when the request is not what it should be.
        """
        if asked.get("client_id") != CLIENT_ID or asked.get("response_type") != "code":
            raise ValueError("unknown client or response type")
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            raise ValueError("PKCE with S256 is required")
        if "openid" not in asked.get("scope", "").split() or not asked.get("state"):
            raise ValueError("scope openid and a state are required")
        code = secrets.token_urlsafe(16)
        grant = Grant(email, asked["code_challenge"], asked.get("nonce", ""), asked["redirect_uri"])
        self._grants[code] = grant
        self.note("grant", email=email)
        return f"{grant.redirect_uri}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, sent: dict[str, str], client: tuple[str, str]) -> dict[str, object] | None:
        """Return the tokens for a code, once; None when anything about it is wrong."""
        grant = self._grants.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        fits = grant is not None and secrets.compare_digest(challenge, grant.challenge)
        if grant is None or not fits or client != (CLIENT_ID, CLIENT_SECRET):
            self.note("refused")
            return None
        if sent.get("redirect_uri") != grant.redirect_uri:
            return None
        self.note("token", email=grant.email)
        token = self._id_token(grant)
        return {"access_token": "none", "token_type": "Bearer", "id_token": token}

    def _id_token(self, grant: Grant) -> str:
        now, wrong = int(time.time()), self.fault
        self.fault = ""
        if wrong == "none":
            return ""
        claims = {
            "iss": "https://elders.example" if wrong == "issuer" else self.issuer,
            "aud": "another" if wrong == "audience" else CLIENT_ID,
            "sub": hashlib.sha256(grant.email.encode()).hexdigest()[:16],
            "email": grant.email,
            "email_verified": wrong != "unverified",
            "nonce": "another" if wrong == "nonce" else grant.nonce,
            "iat": now,
            "exp": now - 3_600 if wrong == "expired" else now + _LIFETIME,
        }
        key = RSAKey.generate_key(2048) if wrong == "signature" else self.key
        return jwt.encode({"alg": "RS256", "kid": "sandbox"}, claims, key)
