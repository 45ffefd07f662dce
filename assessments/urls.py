"""Where quizzes are taken."""

from django.urls import path

from assessments import views

urlpatterns = [
    path("learn/studies/<uuid:study>/quiz/", views.quiz, name="quiz"),
    path("learn/attempts/<uuid:uuid>/<int:position>/", views.attempt_item, name="attempt-item"),
    path("learn/attempts/<uuid:uuid>/answers/", views.attempt_save, name="attempt-save"),
    path("learn/attempts/<uuid:uuid>/review/", views.attempt_review, name="attempt-review"),
    path("learn/attempts/<uuid:uuid>/submit/", views.attempt_submit, name="attempt-submit"),
    path("learn/attempts/<uuid:uuid>/result/", views.attempt_result, name="attempt-result"),
]
