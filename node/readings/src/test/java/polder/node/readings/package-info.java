/** Tests of what becomes of an epoch for those who read the data. */
@NullMarked
package polder.node.readings;

import org.jspecify.annotations.NullMarked;
