"""Plans: how each item is made, a module for each kind of factory. `expert.PLANS` lists them by item."""
