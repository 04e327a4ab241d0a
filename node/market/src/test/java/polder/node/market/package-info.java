/** Tests of what is seen of a market. */
@NullMarked
package polder.node.market;

import org.jspecify.annotations.NullMarked;
