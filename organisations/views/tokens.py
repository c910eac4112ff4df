"""The tokens that a person gives to programs: looked at, made and revoked."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledger.clock import now
from ledger.refusal import Refused
from organisations import actions
from organisations.forms import TokenForm
from organisations.lately import came_lately
from organisations.middleware import acting_representative
from organisations.models import Representative, Token
from organisations.policies import scopes_of


@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """Show one's own tokens, those that are over last."""
    at, own = now(), Token.objects.of(request.user)
    shown = sorted(((each, each.is_over(at)) for each in own), key=lambda each: each[1])
    context = {"tokens": shown, "can_make": bool(_scopes(acting_representative(request)))}
    return render(request, "organisations/tokens.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def make_token(request: HttpRequest) -> HttpResponse:
    """Make a token for the organisation that one acts for, and show it this once.

    Whoever has neither password nor second factor has shown who they are by logging in lately.
    """
    representative = acting_representative(request)
    scopes = _scopes(representative)
    if representative is None or not scopes or not came_lately(request):
        told = {"may": bool(scopes)}
        return render(request, "organisations/token_refused.html", told, status=403)
    form = TokenForm(request.POST or None, acting=representative, scopes=scopes)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = actions.make_token(by=representative, **form.particulars())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(
                request, "organisations/token_made.html", {"token": token, "secret": secret}
            )
    context = {"form": form, "representative": representative}
    return render(request, "organisations/token_form.html", context)


@require_POST
def revoke_token(request: HttpRequest, number: int) -> HttpResponse:
    """Let one of one's own tokens hold no more."""
    token = get_object_or_404(Token.objects.of(request.user), pk=number)
    is_done = actions.revoke_token(token=token, by=request.user)  # type: ignore[arg-type] # logged in
    done, late = _("The token does not hold any more."), _("It was revoked already.")
    messages.success(request, done if is_done else late)
    return redirect("tokens")


def _scopes(representative: Representative | None) -> set[str]:
    return scopes_of(representative, now()) if representative else set()
