"""Dashboards: saved questions and notes laid out by hand; on paper, as slides, and by e-mail once a week."""
