/**
 * Readings for those who read the data. Receives sealed epochs from the archive, gives their
 * readings with verdicts to a store that can be asked, and writes them as CSV and GeoJSON. What is
 * in the store follows from the archive alone. Never holds up the closing of epochs, and never
 * decides anything.
 */
@NullMarked
package polder.node.readings;

import org.jspecify.annotations.NullMarked;
