"""What Rasa and the server load by dotted path: NLU components, tracker store, web channel, server."""
