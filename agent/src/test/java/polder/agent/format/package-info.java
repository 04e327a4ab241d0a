/** Tests with what real sources send. */
@NullMarked
package polder.agent.format;

import org.jspecify.annotations.NullMarked;
