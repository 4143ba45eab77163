"""A stand-in for Slack that runs without account: `python -m tracker.sandbox.slack`.

It refuses what Slack refuses, keeps all that happens in a journal on disk before it answers,
can be told to go wrong, and shows the workspace as one of its people sees it. What somebody
does there reaches the app as from Slack: over Socket Mode, or signed over HTTP.

Beside `/api/` and the page it takes orders as JSON: POST `/_act` (somebody does something,
`acts.Acts.carry_out`), `/_app` (how the app is reached, `server.SlackServer.set_up`),
`/_faults` (`server.SlackServer.control`); GET `/_messages`, `/_views`, `/_whispers`,
`/_deliveries`, `/_calls`, `/_people`.

Where it is not as Slack: clicks and commands that get no answer come again, as events do;
each delivery over Socket Mode has an envelope id of its own. Both are harder on the app.
"""
