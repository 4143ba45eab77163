"""The second way to reach people: the same content by e-mail."""
