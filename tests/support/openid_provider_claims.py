"""What the provider of the tests says of a person beside the subject."""

from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator


class Claims(OAuth2Validator):
    """The claims that the product asks for, and how the person proved who they are."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        return {
            "preferred_username": request.user.username,
            "name": request.user.get_full_name(),
            "email": request.user.email,
            "email_verified": False,
            "amr": ["pwd", "otp"],
        }

    def get_userinfo_claims(self, request: Any) -> dict[str, Any]:
        return super().get_userinfo_claims(request) | {"nickname": f"{request.user.username}?"}
