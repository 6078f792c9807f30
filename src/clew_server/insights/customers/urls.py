"""The addresses of customers."""

from __future__ import annotations

from django.urls import path

from clew_server.insights.customers import views

app_name = "customers"
urlpatterns = [
    path("", views.customers, name="customers"),
    path("customer/", views.customer, name="customer"),
    path("export/", views.export, name="export"),
    path("export/<uuid:job_id>/", views.file, name="file"),
    path("erase/", views.erase, name="erase"),
    path("audit/", views.lines, name="audit"),
]
