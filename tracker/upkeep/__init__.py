"""The standing jobs as they went: when each ran last, what came of it, when it runs next."""
