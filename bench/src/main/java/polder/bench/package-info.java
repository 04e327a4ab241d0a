/**
 * Whole-process measurements against the limits that hold for them. Receives nothing; gives figures
 * with the command that made them. Nothing that runs in production lives here.
 */
@NullMarked
package polder.bench;

import org.jspecify.annotations.NullMarked;
