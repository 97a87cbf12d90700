import os

from hypothesis import settings

settings.register_profile("modest", max_examples=50, deadline=None)
settings.register_profile("thorough", max_examples=10_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "modest"))
