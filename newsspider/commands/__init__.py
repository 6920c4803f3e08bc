"""Commands of the project: ``scrapy -h`` lists them."""
