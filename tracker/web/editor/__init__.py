"""The editor of Haagse Zaken: the letter as blocks, edited in place."""
