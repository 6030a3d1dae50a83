"""What every page needs: who visits, C and K, addresses, rendering, forms, giving commands."""
