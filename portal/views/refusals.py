from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say why a form was not taken, and give back what was typed in it."""
    typed = [
        value
        for name, value in request.POST.items()
        if name in ("text", "about", "reason") and str(value).strip()
    ]
    return render(request, "403_csrf.html", {"typed": typed}, status=403)
