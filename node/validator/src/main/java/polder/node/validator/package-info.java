/**
 * A stranger's machine that follows nodes: computes every epoch again and vouches for what it
 * computed itself. Receives nodes' archives and a log of what was signed; gives a mirror of what
 * was found right, signatures, and reports of what was not. Never believes an outcome that it did
 * not compute, and never signs two headers for one epoch and attempt.
 */
@NullMarked
package polder.node.validator;

import org.jspecify.annotations.NullMarked;
