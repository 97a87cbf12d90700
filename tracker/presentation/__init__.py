"""How numbers, days and stored codes are printed, wherever they stand. Pure: no Django."""
