"""A dashboard on paper, and the workspace as slides."""
