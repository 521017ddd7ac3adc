"""The audit: every figure a plan prints, held against the published data.

``plans`` gives the claims, the store gives the figures; everything here is decided from
those two, never by hand. Run twice on the same inputs it says the same.
"""
