/**
 * Readings in an SQLite database, one file. Receives the readings of sealed epochs, answers
 * questions about them in SQL whose values are always bound, never written into it. Nothing but
 * this package knows SQL.
 */
@NullMarked
package polder.adapters.sqlite;

import org.jspecify.annotations.NullMarked;
