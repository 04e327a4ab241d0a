/** Tests with what real sources send. */
@NullMarked
package polder.agent.source;

import org.jspecify.annotations.NullMarked;
