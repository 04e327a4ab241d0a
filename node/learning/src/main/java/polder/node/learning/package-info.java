/**
 * Sealed epochs → networks that train models as they stand: tasks, how far they have come, and what
 * participants earned, for people and machines. Never decides anything.
 */
@NullMarked
package polder.node.learning;

import org.jspecify.annotations.NullMarked;
