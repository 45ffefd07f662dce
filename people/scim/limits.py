"""How much a directory may ask for or send at once; docs/guides/connecting.md says so. Pure."""

MOST_BYTES = 1024 * 1024
MOST_QUERY = 4_000
# Of a list. Fewer come where groups bring their members with them.
A_PAGE = 100
# Counting so far costs the database more than anybody gains by it.
FURTHEST = 1_000_000
MOST_MEMBERS = 5_000
MOST_MEMBERS_A_PAGE = 5_000
# Managers above managers.
MOST_LEVELS = 100
