/**
 * Where a node meets a store of readings and the files they are handed out in. Receives the
 * readings of sealed epochs with their verdicts, gives them to those who ask by device, quantity,
 * area and time. All of it is a projection of the archive: it can be thrown away at any time, and
 * nothing is ever decided by it.
 */
@NullMarked
package polder.ports.readings;

import org.jspecify.annotations.NullMarked;
