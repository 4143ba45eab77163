"""An OpenID provider to try signing in with: no passwords, you say who you are."""
