"""The PostgreSQL database under the product: where it runs and how it is reached."""
