/** Tests of recorded networks. */
@NullMarked
package polder.world.recorded;

import org.jspecify.annotations.NullMarked;
