"""Every address of accounts below ``/api/v1`` that the OpenAPI document has."""

from tracker.api.app import PREFIX

OPEN = [
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/sign-in/openid"),
    ("GET", "/sign-in/openid/callback"),
    ("POST", "/invitation"),
]
"""For those who have not signed in yet."""
OWN = [
    ("POST", "/sign-out"),
    ("POST", "/sign-out-everywhere"),
    ("GET", "/me"),
    ("GET", "/me/sessions"),
    ("POST", "/me/sessions/{session_id}/end"),
    ("POST", "/me/password"),
    ("POST", "/me/second-factor/begin"),
    ("POST", "/me/second-factor/confirm"),
    ("POST", "/me/second-factor/remove"),
    ("GET", "/me/tokens"),
    ("POST", "/me/tokens"),
    ("POST", "/me/tokens/{token_id}/revoke"),
    ("POST", "/me/openid"),
]
"""For whoever is signed in."""
DEEDS = ["rename", "grant", "revoke", "disable", "enable"]
HELP = ["invite", "reset-second-factor", "sign-out-everywhere"]
ADMINISTERED = [
    ("GET", "/people"),
    ("POST", "/people"),
    ("GET", "/people/{name}"),
    ("GET", "/people/{name}/history"),
    *(("POST", f"/people/{{name}}/{deed}") for deed in DEEDS + HELP),
    ("GET", "/rights"),
]
"""For administrators and auditors."""
ADDRESSES = [(method, PREFIX + path) for method, path in OPEN + OWN + ADMINISTERED]
