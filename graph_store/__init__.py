"""Where the graph lives: connecting, schema, writing, erasing, bulk import, and a local server."""
