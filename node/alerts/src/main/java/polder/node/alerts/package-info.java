/**
 * Tells owners when a device falls silent or is rejected, and when it works again. Receives sealed
 * epochs and owners' signed requests; gives messages to the channels that bring them. Keeps what it
 * knows in a file of its own, which is part of no root and no archive; never holds up an epoch, and
 * never tells anybody of a device that is not theirs.
 */
@NullMarked
package polder.node.alerts;

import org.jspecify.annotations.NullMarked;
