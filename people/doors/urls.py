"""Ways in without e-mail: joining, numbers and pictures, cards, shared devices."""

from django.urls import path

from people.doors import device_views, entry_views, join_views, site_views

urlpatterns = [
    # Whoever stands in front of a poster.
    path("join/", join_views.join, name="join"),
    path("join/<str:code>/", join_views.join_site, name="join-site"),
    path("join/<str:code>/about/", join_views.join_about, name="join-about"),
    path("join/<str:code>/name/", join_views.join_name, name="join-name"),
    path("join/<str:code>/pictures/", join_views.join_pictures, name="join-pictures"),
    path("join/<str:code>/pictures/again/", join_views.join_again, name="join-again"),
    # Whoever has a number or a card.
    path("pin/", entry_views.number, name="door-number"),
    path("pin/pictures/", entry_views.pictures, name="door-pictures"),
    path("pin/code/", entry_views.code, name="door-code"),
    path("pin/new/", entry_views.new_pictures, name="door-new"),
    path("pin/new/again/", entry_views.new_pictures_again, name="door-new-again"),
    path("card/", entry_views.card, name="card"),
    path("card/<str:token>/", entry_views.card_show, name="card-show"),
    path("account/number/", entry_views.my_number, name="my-number"),
    path("account/pictures/", entry_views.my_pictures, name="my-pictures"),
    path("account/pictures/again/", entry_views.my_pictures_again, name="my-pictures-again"),
    path("account/pictures/check/", entry_views.pictures_check, name="pictures-check"),
    # Whoever lets people in.
    path("joining/", site_views.joining_list, name="joining"),
    path("joining/new/", site_views.link_make, name="join-link-make"),
    path("joining/<uuid:uuid>/", site_views.link_show, name="join-link"),
    path("joining/<uuid:uuid>/poster/", site_views.link_poster, name="join-poster"),
    path("joining/<uuid:uuid>/end/", site_views.link_end, name="join-link-end"),
    path("joining/joined/<uuid:uuid>/", site_views.joining_refuse, name="joining-refuse"),
    path("joining/sites/<uuid:uuid>/", site_views.site_people, name="joining-site"),
    path("joining/sites/<uuid:uuid>/cards/", site_views.cards_make, name="cards-make"),
    path(
        "joining/sites/<uuid:uuid>/people/<uuid:person>/",
        site_views.person_help,
        name="joining-person",
    ),
    # Devices that groups use.
    path("shared/", device_views.shared, name="shared"),
    path("shared/<uuid:uuid>/end/", device_views.shared_end, name="shared-end"),
    path("shared/start/", device_views.start, name="shared-start"),
    path("shared/person/", device_views.person, name="shared-person"),
    path("shared/alive/", device_views.alive, name="shared-alive"),
]
