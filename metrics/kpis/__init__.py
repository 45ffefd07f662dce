"""The key figures, one function each, counted by the database.

Every function returns Figures: whole numbers and exact sums, for all groups, nothing hidden yet.
What may be shown is decided in one place, metrics/report.py. A person with several audience roles
counts once in totals and once in each role (rule R22); test accounts never count (R24).
"""
