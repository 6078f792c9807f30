"""Where a diagnosis looks: each module takes the work and adds what it tested to its one family."""
