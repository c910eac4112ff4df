"""Briefs: asks that somebody chose, kept nowhere but in the address, to read and to take away."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ledger.clock import now
from organisations.limits import client_address, is_over_limit
from recommendations.briefs import MOST, address_of, asks_of, codes_in, no_codes_in, sheet_of
from recommendations.printing import DOCX, PDF, printed
from recommendations.views.taking import file_answer

_KINDS = {"pdf": PDF, "docx": DOCX}
_FILES = 30
_SECONDS = 600


@login_not_required
@require_safe
def brief(request: HttpRequest) -> HttpResponse:
    """What was chosen, to put in order, to take away and to share by its address."""
    codes = codes_in(request.GET.getlist("code"))
    changed = _changed(codes, request)
    odd, unknown = (no_codes_in(request.GET.getlist(name)) for name in ("add", "code"))
    if changed != codes:
        more = f"{'&' if changed else '?'}{urlencode({'add': ' '.join(odd)})}" if odd else ""
        return redirect(address_of(changed) + more)
    asks = asks_of(codes[:MOST], request.user)
    kept = [str(row.code) for row in asks]
    context = {
        "asks": asks,
        "codes": kept,
        "missing": [*(code for code in codes[:MOST] if code not in kept), *unknown, *odd],
        "typed": " ".join(odd),
        "left_out": codes[MOST:],
        "most": MOST,
        "files": [(kind, address_of(kept, "brief-file", ending=kind)) for kind in _KINDS],
    }
    return render(request, "recommendations/brief.html", context)


def _changed(codes: list[str], request: HttpRequest) -> list[str]:
    """Return the codes as the address asks for them: with some more, without one, or moved."""
    changed = codes + [code for code in codes_in(request.GET.getlist("add")) if code not in codes]
    for act, step in (("remove", None), ("up", -1), ("down", 1)):
        code = request.GET.get(act, "")
        if code in changed:
            place = changed.index(code)
            changed.remove(code)
            if step is not None:
                changed.insert(max(place + step, 0), code)
    return changed


@login_not_required
@require_safe
def brief_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The brief as a file, of what the person may see."""
    codes = codes_in(request.GET.getlist("code"))[:MOST]
    if ending not in _KINDS or not asks_of(codes, request.user):
        raise Http404
    if request.method == "HEAD":
        return HttpResponse(content_type=_KINDS[ending])
    key = str(request.user.pk) if request.user.is_authenticated else client_address(request)
    if is_over_limit("brief", key, limit=_FILES, seconds=_SECONDS):
        answer = render(request, "429.html", status=429)
        answer.headers["Retry-After"] = str(_SECONDS)
        return answer
    name = f"brief-{now():%Y-%m-%d}.{ending}"
    return file_answer(lambda: printed(sheet_of(codes, request.user), ending), name, _KINDS[ending])
