/**
 * The evidence of sealed epochs, in files. Receives a sealed epoch, gives its canonical files, and
 * gives them back checked against the header that names their hashes, and prunes what its operator
 * no longer keeps. Never judges what they say: that is for whoever computes the epoch again.
 */
@NullMarked
package polder.node.archive;

import org.jspecify.annotations.NullMarked;
