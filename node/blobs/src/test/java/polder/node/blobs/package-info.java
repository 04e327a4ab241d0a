@NullMarked
package polder.node.blobs;

import org.jspecify.annotations.NullMarked;
