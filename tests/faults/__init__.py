"""What happens when something breaks: kills, bad answers of the source, a Slack that fails."""
