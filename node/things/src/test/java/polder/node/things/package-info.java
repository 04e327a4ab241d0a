/** Tests of what readers of the data ask. */
@NullMarked
package polder.node.things;

import org.jspecify.annotations.NullMarked;
