/** Tests of the store of readings. */
@NullMarked
package polder.adapters.sqlite;

import org.jspecify.annotations.NullMarked;
