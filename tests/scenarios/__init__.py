"""Situations a policy owner can read, and what each must show."""
