"""The change log of the company: releases, prices, campaigns, outages."""
