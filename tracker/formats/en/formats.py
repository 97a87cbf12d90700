"""How days are written in forms: 03/04/2025 would be read one way and meant the other."""

DATE_INPUT_FORMATS = ["%Y-%m-%d"]
