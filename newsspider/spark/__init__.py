"""The same work on Apache Spark: archives are read again by many machines."""
