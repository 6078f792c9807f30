"""Whom a survey asks, and when: settings of ways out, lists, samples, the contact ledger, event rules."""
