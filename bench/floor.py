"""The floor that figures are measured against: Django alone, one row by its key, a small template.

Served beside the product by the same gunicorn, on the same kind of database, in the same minute.
"""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import environ
from django.conf import settings

from config import environment

_PAGE = "<!doctype html><title>{{ row.title }}</title><h1>{{ row.title }}</h1><p>{{ row.text }}</p>"
_env = environ.Env()

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="the floor keeps no secret",  # noqa: S106 - as it says
    INSTALLED_APPS=[],
    DATABASES={"default": environment.database(_env, "sqlite://:memory:")},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [("django.template.loaders.locmem.Loader", {"row.html": _PAGE})]
            },
        }
    ],
)

import django

django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path


class Row(models.Model):
    """One row of a thousand."""

    title = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        app_label = "floor"
        db_table = "floor_row"

    def __str__(self) -> str:
        return self.title


def row(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "row.html", {"row": get_object_or_404(Row, pk=pk)})


urlpatterns: list[Any] = [path("<int:pk>/", row)]


def _make() -> None:
    if Row._meta.db_table in connection.introspection.table_names():
        return
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    Row._default_manager.bulk_create(
        Row(title=f"Row {turn}", text="It is short. " * 20) for turn in range(1000)
    )


_make()
connection.close()
application = get_wsgi_application()
