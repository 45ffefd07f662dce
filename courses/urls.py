"""Where one's own learning and one's team are found."""

from django.urls import path

from courses import views

urlpatterns = [
    path("learn/", views.my_learning, name="my-learning"),
    path("learn/programmes/<slug:code>/", views.programme, name="programme"),
    path("team/", views.team_list, name="team"),
    path("sites/", views.site_staff_list, name="sites"),
]
