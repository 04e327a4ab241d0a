/** Tests of the agent that lends a machine. */
@NullMarked
package polder.agent.compute;

import org.jspecify.annotations.NullMarked;
