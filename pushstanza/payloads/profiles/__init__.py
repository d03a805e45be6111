"""How a notification becomes requests: as documented, and as MongooseIM really sends it."""
