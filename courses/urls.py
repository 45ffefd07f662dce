"""Where one's own learning and one's team are found."""

from django.urls import path

from courses import views
from courses.decisions import views as decisions
from courses.decisions.models import Proposal
from courses.rules import views as rules

urlpatterns = [
    path("learn/", views.my_learning, name="my-learning"),
    path("learn/programmes/<slug:code>/", views.programme, name="programme"),
    path("team/", views.team_list, name="team"),
    path("team/file/", views.team_export, name="team-export"),
    path("team/people/<uuid:uuid>/", views.team_person, name="team-person"),
    path("team/decisions/", decisions.mine, name="decisions-mine"),
    path("team/decisions/<uuid:uuid>/back/", decisions.take_back, name="decision-take-back"),
    *(
        path(
            f"team/decisions/<uuid:uuid>/{kind.value}/",
            decisions.propose,
            {"kind": kind.value},
            name=f"decision-propose-{kind.value}",
        )
        for kind in Proposal.Kind
    ),
    path("decisions/", decisions.to_confirm, name="decisions"),
    path("decisions/<uuid:uuid>/", decisions.answer, name="decision-answer"),
    path("rules/", rules.rule_list, name="rules"),
    path("rules/make/", rules.rule_make, name="rule-make"),
    path("rules/<uuid:uuid>/change/", rules.rule_change, name="rule-change"),
    path("rules/<uuid:uuid>/end/", rules.rule_end, name="rule-end"),
    path("rules/<uuid:uuid>/test/", rules.rule_test, name="rule-test"),
    path("sites/", views.site_staff_list, name="sites"),
]
