/** Reads what was written as Parquet with another reader. */
@NullMarked
package polder.adapters.parquet;

import org.jspecify.annotations.NullMarked;
