"""The notice that everybody meets before first use.

Its words: lms/templates/privacy/notice_read.html.

Counted up when what is kept, or who sees it, changes: then it is shown once more.
"""

VERSION = "1"
