/** Tests of what a machine works out. */
@NullMarked
package polder.agent.work;

import org.jspecify.annotations.NullMarked;
