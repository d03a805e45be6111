"""Count the stanzas and findings in an archive of logs with Spark.

spark-submit count_with_spark.py '/archive/**/*.log.gz'
"""

import operator
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from pushstanza import batch


def count(context: Any, paths: Sequence[str]) -> batch.Counts:
    """Return the counts of all files; *context* is a ``pyspark.SparkContext``."""
    jobs = batch.jobs(paths)
    files = context.parallelize(jobs, max(1, len(jobs)))
    counts: batch.Counts = files.map(batch.count_file).fold(batch.Counts(), operator.add)
    return counts


def main() -> None:
    """Count what is in the paths of the command line."""
    spark = import_module("pyspark.sql").SparkSession.builder.getOrCreate()
    print(count(spark.sparkContext, sys.argv[1:]).to_json(indent=2))
    spark.stop()


if __name__ == "__main__":
    main()
