"""Metrics of calls and chats: how long people wait, who gives up, who is passed on, and what a bot does."""
