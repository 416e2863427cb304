"""A world to try the program in: invented people, places and customers, made through the same actions as everything else.

The pure files draw it (`people`, `names`, `places`, `shops`, `goods`, `rhythm`, `trade`, `field` …): the same seed and the
same day give the same world, and no file here knows the database. `building` hands what they drew to the actions.
"""
