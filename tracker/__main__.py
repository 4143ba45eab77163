"""`python -m tracker` is the same as `haagsezaken`."""

from tracker.cli import main

main()
