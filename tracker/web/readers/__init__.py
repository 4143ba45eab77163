"""Pages for readers of the newsletter, who have no account, and for who administers them."""
