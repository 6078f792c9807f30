"""The sections of a diagnosis beside its findings: the journey, how we serve, contact reasons, promises."""
