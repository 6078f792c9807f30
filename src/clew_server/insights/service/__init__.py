"""Service: times in working hours, who had the ball, first contact, backlog, calls and queues."""
