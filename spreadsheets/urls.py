from django.contrib import admin
from django.urls import path

from spreadsheets import views

urlpatterns = [
    path(
        "<slug:kind>/export.<slug:ending>",
        admin.site.admin_view(views.export),
        name="spreadsheet-export",
    ),
    path(
        "<slug:kind>/import/",
        admin.site.admin_view(views.import_file),
        name="spreadsheet-import",
    ),
    path(
        "preview/<slug:public_id>/",
        admin.site.admin_view(views.preview),
        name="spreadsheet",
    ),
]
