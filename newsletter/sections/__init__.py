"""The sections of Haagse Zaken, one module each: a desk in, blocks out; pure."""
