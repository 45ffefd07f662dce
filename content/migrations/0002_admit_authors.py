"""The group that authors belong to, and what it may do."""

from django.db import migrations

AUTHORS = "Authors"

GENERAL = [
    ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"),
    ("wagtail_localize", "translation", "submit_translation", "Can submit translations"),
]
ON_PAGES = [
    ("add_page", "Can add page"),
    ("change_page", "Can change page"),
    ("publish_page", "Can publish any page"),
]
ON_FILES = [
    ("wagtailimages", "image"),
    ("wagtaildocs", "document"),
    ("wagtailmedia", "media"),
]


def _permission(apps, app, model, codename, name):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app, model=model
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=codename, defaults={"name": name}
    )
    return permission


def admit(apps, schema_editor):
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=AUTHORS)
    for app, model, codename, name in GENERAL:
        group.permissions.add(_permission(apps, app, model, codename, name))
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    for codename, name in ON_PAGES:
        apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
            group=group, page=root, permission=_permission(apps, "wagtailcore", "page", codename, name)
        )
    files = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for app, model in ON_FILES:
        for verb in ("add", "change"):
            permission = _permission(apps, app, model, f"{verb}_{model}", f"Can {verb} {model}")
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                group=group, collection=files, permission=permission
            )
        if model != "media":
            permission = _permission(apps, app, model, f"choose_{model}", f"Can choose {model}")
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                group=group, collection=files, permission=permission
            )


def dismiss(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=AUTHORS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0001_create_pages"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailmedia", "0005_alter_media_options"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [migrations.RunPython(admit, dismiss)]
