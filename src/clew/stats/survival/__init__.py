"""Times that may not have ended: what is still open counts as long as it has been open, and never as ended.

Kaplan-Meier curves, their quantiles, restricted means and shares within a time; Aalen-Johansen for competing endings.
"""
