/**
 * Places on the Earth: positions in integer micro-degrees, the cells of the H3 grid they lie in,
 * distances, and the cells around a place. Receives positions and cell numbers, gives cell numbers
 * and whole decimetres. Real numbers live only in {@link polder.protocol.geo.Gnomonic}, {@link
 * polder.protocol.geo.Distance} and the one table of {@link polder.protocol.geo.Covering}: scalar
 * doubles, {@code StrictMath}, fixed order, rounded to integers before they leave. Never gives two
 * machines different answers, and never calls native code.
 */
@NullMarked
package polder.protocol.geo;

import org.jspecify.annotations.NullMarked;
