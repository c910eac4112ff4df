from typing import Any

from django.http import HttpRequest

from organisations.middleware import acting_representative


def acting(request: HttpRequest) -> dict[str, Any]:
    """Tell every page whom a signed-in person acts for, and for whom they might."""
    if not hasattr(request, "representatives") or not request.user.is_authenticated:
        return {}
    return {
        "acting": acting_representative(request),
        "representatives": request.representatives,
    }
