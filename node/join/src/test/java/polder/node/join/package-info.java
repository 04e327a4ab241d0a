/** Tests of drafts and files of devices; whole journeys are tried with the whole node. */
@NullMarked
package polder.node.join;

import org.jspecify.annotations.NullMarked;
