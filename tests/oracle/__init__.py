"""An independent reading of the contract: slow, literal, sharing nothing with the product."""
