/** Tests of what is seen of a network that trains models. */
@NullMarked
package polder.node.learning;

import org.jspecify.annotations.NullMarked;
