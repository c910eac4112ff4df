from django.http import Http404, HttpRequest, HttpResponse


def demo_login(request: HttpRequest) -> HttpResponse:
    raise Http404


def demo_mail(request: HttpRequest) -> HttpResponse:
    raise Http404


def demo_mail_message(request: HttpRequest, name: str) -> HttpResponse:
    raise Http404
