"""The pages of agreements; the pack is in lms/works_agreement.py."""

from django.urls import path

from people.agreements import views

urlpatterns = [
    path("agreements/", views.agreement_list, name="agreements"),
    path("agreements/<slug:country>/", views.agreement_answer, name="agreement-answer"),
]
