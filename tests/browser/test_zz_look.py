import pytest
from django.urls import reverse
from people.doors import actions, device_actions
from tests.people.doors.stage import *
from tests.factories import *
from tests.browser_fixtures import barriers
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

@pytest.mark.parametrize(("lang","width"), [("bn",360),("ar",360),("en",1280)])
def test_look(open_page, sign_in, live_server, settings, lang, width):
    settings.BASE_URL = live_server.url
    site, admin = site_with_administrator(); link = link_to(site, admin)
    page = open_page(width=width, height=780, locale=lang)
    n=[0]; found={}
    def shot(name, p=page):
        n[0]+=1; p.screenshot(path=f"/tmp/doors/{lang}-{n[0]:02}-{name}.png", full_page=True)
        b=barriers(p)
        if p.evaluate("document.documentElement.scrollWidth")>width: b.append("cut off")
        if b: found[name]=b
    page.goto("/join/"); shot("ask")
    page.goto(reverse("join-site", args=[link.code])); shot("lang")
    page.locator(f"main button[value={lang}]").click(); shot("about")
    page.goto(reverse("join-name", args=[link.code])); shot("name")
    page.fill("#id_name","আমিনা" if lang=="bn" else "Amina"); page.locator("main form button").click()
    for i,p in enumerate(PICKED):
        page.locator(f"main button[value={p}]").click()
        if i==2: shot("pad")
    page.wait_for_url("**/again/")
    shot("again")
    for p in PICKED: page.locator(f"main button[value={p}]").click()
    page.wait_for_url("**/number/"); shot("number")
    page.locator("main a.button").first.click(); shot("learning")
    page.goto("/account/"); shot("account")
    page.context.clear_cookies()
    page.goto("/pin/"); shot("pin")
    page.goto("/account/login/"); shot("login")
    admin.language = lang if lang!="bn" else "en"; admin.save()
    other=open_page(width=width, height=780, locale=lang); sign_in(other, admin)
    other.goto(reverse("joining")); shot("joining", other)
    other.goto(reverse("join-link-make")); shot("make", other)
    other.goto(reverse("join-link", args=[link.uuid])); shot("link", other)
    other.goto(reverse("join-poster", args=[link.uuid])); shot("poster", other)
    other.emulate_media(media="print"); shot("poster-print", other); other.emulate_media(media="screen")
    other.goto(reverse("joining-site", args=[site.uuid])); shot("site", other)
    other.locator("input[name=person]").first.check(); other.locator("form[action$='cards/'] .actions button").click(); shot("cards", other)
    other.goto(reverse("joining-site", args=[site.uuid])); other.locator("td.action a").first.click(); shot("help", other)
    other.locator("main form button").first.click(); shot("code", other)
    actions.allow(site, lists_names=True, names_cards=False, by=admin)
    joined(link,"Banu"); joined(link,"Carim")
    other.goto("/shared/"); shot("shared", other)
    other.locator("main form button").first.click(); other.wait_for_url("**/start/"); shot("start", other)
    print(found); assert not found
