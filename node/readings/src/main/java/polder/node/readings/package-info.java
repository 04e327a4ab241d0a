/**
 * Readings for those who read the data, and earnings for those who earned. Receives sealed epochs
 * from the archive, gives their readings with verdicts and what accounts earned to a store that can
 * be asked, and writes readings as CSV and GeoJSON. What is in the store follows from the archive
 * alone, as long as that is whole: of epochs that were pruned readings and sums of earnings are in
 * the store and nowhere else. Never holds up the closing of epochs, and never decides anything.
 */
@NullMarked
package polder.node.readings;

import org.jspecify.annotations.NullMarked;
