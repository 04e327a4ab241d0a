/**
 * A simulated fleet that lives: its devices enrol and report to a node through the same door, with
 * the same signatures, as real ones. Receives a planned fleet and a node, gives signed messages.
 * Never hides that it is simulated: it only reports to networks that say so.
 */
@NullMarked
package polder.world.live;

import org.jspecify.annotations.NullMarked;
