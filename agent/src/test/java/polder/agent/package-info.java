/** Tests of the agent against a small node that can be offline, busy and strange. */
@NullMarked
package polder.agent;

import org.jspecify.annotations.NullMarked;
