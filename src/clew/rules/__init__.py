"""Rules a workspace can edit: what a status means, why people contact us, which stage a touchpoint belongs to."""
