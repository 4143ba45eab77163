"""Passwords, one-time codes and tokens; pure."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200
"""How long a password may be, in characters."""
_SHORTEST_NAME = 4
_ISSUER = "Haagse Zaken"
_STEP_SECONDS = 30
_STEPS_TRIED = (0, -1, 1)
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$EwNHzUAtYpNEOnjk+VPfXA$WtvwCRCnr6hJvDt8zskhFHrLjYUGkyZGZ8ZEWmxgYSg"  # noqa: E501
"""A hash that no password gives: checking it costs an unknown address the same time."""


def hash_password(password: str) -> str:
    """Return the Argon2id hash, with its salt and parameters."""
    return PasswordHasher().hash(password)


def password_fits(stored: str, password: str) -> bool:
    """Tell whether this is the password; as slow when there is none stored."""
    try:
        return PasswordHasher().verify(stored or _NOBODY, password[:LONGEST]) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def make_password() -> str:
    """Return a password of four readable groups, 98 bits: "k7mf3-...-...-..."."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


def weakness(password: str, email: str) -> str:
    """Return what is wrong with a password, in Dutch, or "" when nothing is."""
    if len(password) < SHORTEST:
        return f"Het wachtwoord moet ten minste {SHORTEST} tekens hebben."
    if len(password) > LONGEST:
        return f"Het wachtwoord mag ten hoogste {LONGEST} tekens hebben."
    name = email.partition("@")[0].casefold()
    named = len(name) >= _SHORTEST_NAME and name in password.casefold()
    if named or len(set(password)) < SHORTEST // 2:
        return "Dit wachtwoord is te makkelijk te raden."
    return ""


def make_code_secret() -> str:
    """Return a new secret for one-time codes, in base 32."""
    return pyotp.random_base32()


def code_uri(secret: str, email: str) -> str:
    """Return the otpauth address that an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=_ISSUER)


def code_step(secret: str, code: str, now: datetime) -> int:
    """Return the 30-second step in which this one-time code holds, 0 when it does not.

    A clock may be one step off. The caller refuses a step that was used before.
    """
    given = "".join(code.split())
    if not secret or not given.isascii():
        return 0
    present = int(now.timestamp()) // _STEP_SECONDS
    generator = pyotp.TOTP(secret)
    for step in (present + off for off in _STEPS_TRIED):
        if hmac.compare_digest(generator.generate_otp(step), given):
            return step
    return 0


def make_token() -> str:
    """Return a random token of 256 bits for a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_token(token: str) -> str:
    """Return what a form must carry to prove that it came from a page of this session."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def form_token_fits(token: str, given: str) -> bool:
    """Tell whether a form came from a page of this session."""
    return bool(token) and hmac.compare_digest(form_token(token).encode(), given.encode())
