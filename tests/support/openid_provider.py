"""An OpenID provider of its own: ``openid_provider FOLDER PORT`` serves what the folder holds.

The provider is Django with django-oauth-toolkit, whose cryptography is jwcrypto: nothing that
our client is built on. The folder holds ``registered.json`` (people, clients), ``key.pem``
(signing) and the provider's database, so that it can be stopped and started as the same one.
It says its issuer as soon as it listens; port 0 takes any free one.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from tests.support.say import say

APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "oauth2_provider",
)
LOGIN_PAGE = "<form method=post>{% csrf_token %}{{ form }}<button>Sign in</button></form>"


def configure(folder: Path) -> None:
    """Says to Django what a settings module says otherwise."""
    settings.configure(
        SECRET_KEY="a provider of the tests",  # noqa: S106
        ALLOWED_HOSTS=["127.0.0.1"],
        USE_TZ=True,
        INSTALLED_APPS=APPS,
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        ROOT_URLCONF="tests.support.openid_provider_urls",
        LOGIN_URL="/login/",
        # Another cookie's name than ours: on one host, cookies do not know ports.
        SESSION_COOKIE_NAME="provider_session",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],  # quick
        # Tables are made as the models are, not step by step as they once became so.
        MIGRATION_MODULES={app.rpartition(".")[2]: None for app in APPS},
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "db.sqlite3"}
        },
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        (
                            "django.template.loaders.locmem.Loader",
                            {"registration/login.html": LOGIN_PAGE},
                        ),
                        "django.template.loaders.app_directories.Loader",
                    ],
                    "context_processors": ["django.contrib.auth.context_processors.auth"],
                },
            }
        ],
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": (folder / "key.pem").read_text(),
            "OAUTH2_VALIDATOR_CLASS": "tests.support.openid_provider_claims.Claims",
            "SCOPES": {"openid": "who you are", "profile": "your names", "email": "your address"},
            "PKCE_REQUIRED": True,
            "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
            "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
        },
    )


def register(people: list[dict[str, str]], clients: list[dict[str, str]]) -> None:
    """Makes the people and clients of the folder, where they are not there yet."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - once Django is set up
    from oauth2_provider.models import get_application_model  # noqa: PLC0415

    users, applications = get_user_model().objects, get_application_model().objects
    for person in people:
        if not users.filter(username=person["username"]).exists():
            users.create_user(**person)
    for client in clients:
        if not applications.filter(client_id=client["client_id"]).exists():
            applications.create(
                client_type="confidential",
                authorization_grant_type="authorization-code",
                **client,
            )


class Silent(WSGIRequestHandler):
    """Nobody reads a log of requests here."""

    def log_message(self, *_: Any) -> None:
        pass


def main(folder: Path, port: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = ""
    configure(folder)
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    register(**json.loads((folder / "registered.json").read_text()))
    with make_server("127.0.0.1", port, get_wsgi_application(), handler_class=Silent) as server:
        say(f"http://127.0.0.1:{server.server_port}/o")
        server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
