/**
 * Asks a whole node over real HTTP. Receives questions and messages as the world sends them, gives
 * a failing test where the answer is not what a user relies on. Never looks into a room where an
 * answer at the door shows the same.
 */
@NullMarked
package polder.node.view;

import org.jspecify.annotations.NullMarked;
