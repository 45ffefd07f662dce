"""Where one's own learning and one's team are found."""

from django.urls import path

from courses import views
from courses.campaigns import views as campaigns
from courses.decisions import views as decisions
from courses.decisions.models import Proposal
from courses.equivalents import views as equivalents
from courses.reminders import views as reminders
from courses.rules import views as rules

urlpatterns = [
    path("learn/", views.my_learning, name="my-learning"),
    path("learn/programmes/<slug:code>/", views.programme, name="programme"),
    path("learn/messages/", reminders.my_messages, name="my-messages"),
    path("learn/days.ics", reminders.my_days, name="my-days"),
    path("team/", views.team_list, name="team"),
    path("team/remind/<uuid:uuid>/", reminders.team_remind, name="team-remind"),
    path("slips/", reminders.slip_list, name="slips"),
    path("reminders/", reminders.reminder_list, name="reminders"),
    path("reminders/log/", reminders.reminder_log, name="reminder-log"),
    path("reminders/log/<uuid:uuid>/again/", reminders.reminder_again, name="reminder-again"),
    path("reminders/programmes/<slug:code>/", reminders.ladder_change, name="ladder-change"),
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
    path("decisions/record/", decisions.record, name="decision-record"),
    path("decisions/<uuid:uuid>/", decisions.answer, name="decision-answer"),
    path("rules/", rules.rule_list, name="rules"),
    path("rules/make/", rules.rule_make, name="rule-make"),
    path("rules/<uuid:uuid>/change/", rules.rule_change, name="rule-change"),
    path("rules/<uuid:uuid>/end/", rules.rule_end, name="rule-end"),
    path("rules/<uuid:uuid>/test/", rules.rule_test, name="rule-test"),
    path("rules/equivalents/", equivalents.equivalent_list, name="equivalents"),
    path("rules/equivalents/make/", equivalents.equivalent_make, name="equivalent-make"),
    path("rules/equivalents/<uuid:uuid>/end/", equivalents.equivalent_end, name="equivalent-end"),
    path("campaigns/", campaigns.campaign_list, name="campaigns"),
    path("campaigns/make/", campaigns.campaign_make, name="campaign-make"),
    path("sites/people/", views.site_staff_list, name="site-staff"),
]
