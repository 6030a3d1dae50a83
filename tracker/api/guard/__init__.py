"""What stands before every route: headers, hosts, rates, sizes, and who was refused."""
