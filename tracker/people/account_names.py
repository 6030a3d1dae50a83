"""How a login name is compared and kept: lower case, composed."""

from unicodedata import normalize


def folded(name: str) -> str:
    """The name as it is kept: `` Nguyen.Van.A`` is ``nguyen.van.a``."""
    return normalize("NFC", name.strip()).lower()
