"""Certificates that sign themselves."""

from datetime import UTC, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tracker.clock import SystemClock


def certified(folder: Path, name: str | IPv4Address) -> tuple[Path, Path]:
    """A certificate of a machine's name or address, and its key, as files."""
    key = ec.generate_private_key(ec.SECP256R1())
    itself = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a machine of the tests")])
    said = x509.DNSName(name) if isinstance(name, str) else x509.IPAddress(name)
    now = SystemClock().now().astimezone(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(itself)
        .issuer_name(itself)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([said]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    private = key.private_bytes(
        form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "crt").write_bytes(made.public_bytes(form))
    (folder / "key").write_bytes(private)
    return folder / "crt", folder / "key"
