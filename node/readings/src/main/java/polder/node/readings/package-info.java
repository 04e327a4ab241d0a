/**
 * Readings for those who read the data, and earnings for those who earned. Receives sealed epochs
 * from the archive, gives their readings with verdicts and what accounts earned to a store that can
 * be asked, and writes readings as CSV and GeoJSON. What is in the store follows from the archive
 * alone. Never holds up the closing of epochs, and never decides anything.
 */
@NullMarked
package polder.node.readings;

import org.jspecify.annotations.NullMarked;
