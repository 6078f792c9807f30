"""Journeys as they are lived: paths, transitions, variants, going in circles, drop-off."""
