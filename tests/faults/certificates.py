"""Certificates for the mail stand-in: of an authority that is trusted, and of one that is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_LONG = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signs certificates; `certificate` is its file."""

    certificate: Path
    key: ec.EllipticCurvePrivateKey
    name: x509.Name


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey,
             ) -> x509.CertificateBuilder:  # fmt: skip
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _LONG)
        .not_valid_after(now + _LONG)
    )


def authority(folder: Path, name: str) -> Authority:
    key, own = ec.generate_private_key(ec.SECP256R1()), _name(name)
    made = (
        _builder(own, own, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}-authority.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return Authority(path, key, own)


def certificate(folder: Path, signed_by: Authority, name: str) -> list[str]:
    """Return the arguments with which the stand-in shows a certificate for localhost."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        _builder(_name("localhost"), signed_by.name, key)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(signed_by.key, hashes.SHA256())
    )
    shown, secret = folder / f"{name}.pem", folder / f"{name}.key"
    shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return ["--certificate", str(shown), "--key", str(secret)]
