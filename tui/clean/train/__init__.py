"""How the networks of cleaning are fitted; nothing that runs for a user needs it, and it needs torch."""
