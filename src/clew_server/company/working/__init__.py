"""Working time: weekly hours, public holidays, days of one's own, by versions with their dates."""
