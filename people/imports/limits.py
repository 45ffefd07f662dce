"""How large a file may be, in every direction; docs/guides/importing.md says so. Pure."""

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 250_000
MOST_ORGANISATIONS = 20_000
MOST_CELLS_A_ROW = 60
LONGEST_CELL = 1_000
# A record of ours never has a line break in it. One that goes on for so many lines has a quotation
# mark that is not closed.
MOST_LINES_A_ROW = 10
LONGEST_LINE = 64 * 1024
# All that is wrong is not told: nobody reads on.
MOST_FAULTS = 5_000

# What an XLSX file may be when it is unpacked. Real ones shrink to a tenth, rarely to a fiftieth.
MOST_MEMBERS = 500
MOST_UNPACKED = 512 * 1024 * 1024
MOST_SHRUNK = 200
# The process that reads it may take so much memory and CPU time.
READING_MEMORY = 1536 * 1024 * 1024
READING_SECONDS = 120
