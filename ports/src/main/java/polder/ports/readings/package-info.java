/**
 * Where a node meets a store of readings and the files they are handed out in. Receives the
 * readings of sealed epochs with their verdicts and what accounts earned, gives them to those who
 * ask by device, quantity, area and time, or by account and day. All of it is a projection of the
 * archive: it can be thrown away at any time, but for what accounts earned in epochs that the
 * archive has given up, and nothing is ever decided by it.
 */
@NullMarked
package polder.ports.readings;

import org.jspecify.annotations.NullMarked;
