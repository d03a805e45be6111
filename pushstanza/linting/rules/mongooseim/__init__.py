"""Family 6: what MongooseIM accepts and reads."""
