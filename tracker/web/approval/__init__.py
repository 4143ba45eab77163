"""Checks, previews, approval, planning and corrections of an edition."""
