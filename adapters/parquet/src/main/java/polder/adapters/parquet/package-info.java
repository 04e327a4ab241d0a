/**
 * Readings as Apache Parquet, a file of columns. Receives readings, gives a file that DuckDB,
 * pandas and Spark read. Nothing but this package knows Parquet.
 */
@NullMarked
package polder.adapters.parquet;

import org.jspecify.annotations.NullMarked;
