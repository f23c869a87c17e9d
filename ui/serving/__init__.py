"""Dateline for programs: an HTTP server that speaks OpenAI's chat API, and an MCP server."""
