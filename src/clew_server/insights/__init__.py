"""What people read: Pulse, touchpoints, feedback, paths, service, reasons, customers, questions, dashboards.

Each page is an app of its own in here; what they share is what an address asks for: :mod:`clew_server.insights.asked`.
"""
