"""Why a mail server did not answer, in Dutch; pure."""

from __future__ import annotations

import smtplib
import socket
import ssl


def in_dutch(error: BaseException) -> str:
    """Return why a mail server did not answer, for staff."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"het certificaat klopt niet ({error.verify_message})"
    if isinstance(error, ssl.SSLError):
        return "de beveiligde verbinding (TLS) mislukte"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"gebruikersnaam of wachtwoord klopt niet ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"de server kan niet wat SMTP_URL vraagt ({error})"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"antwoord {error.smtp_code}"
    if isinstance(error, socket.gaierror):
        return "die naam bestaat niet"
    if isinstance(error, ConnectionRefusedError):
        return "de server neemt de verbinding niet aan"
    if isinstance(error, TimeoutError):
        return "geen antwoord op tijd"
    return "de verbinding werd verbroken"
