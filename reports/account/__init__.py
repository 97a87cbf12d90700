"""The page of a party's own people: who am I, how our reports stand, which programs file for us."""
