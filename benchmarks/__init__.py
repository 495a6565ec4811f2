"""How fast evenhand is beside other rule engines, on one workload and with results checked first."""
