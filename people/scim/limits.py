"""How much a directory may ask for or send at once; docs/guides/connecting.md says so. Pure."""

MOST_BYTES = 1024 * 1024
# Of what is asked, in the address or in a body.
MOST_QUERY = 4_000
MOST_OPERATIONS = 500
# Of a list. Fewer come where groups bring their members with them.
A_PAGE = 100
# Counting so far costs the database more than anybody gains by it.
FURTHEST = 1_000_000
MOST_MEMBERS = 5_000
MOST_MEMBERS_A_PAGE = 5_000
# Managers above managers.
MOST_LEVELS = 100
# So long a request waits for another that writes, or for an import.
PATIENCE = "5s"
