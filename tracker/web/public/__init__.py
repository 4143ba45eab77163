"""What anybody may see of the politieke agenda: page, calendars and feeds say the same."""
