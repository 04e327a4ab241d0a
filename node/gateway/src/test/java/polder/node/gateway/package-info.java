/**
 * Tries the parts of the doors by themselves. Receives single reports, files and sequences of
 * senders, gives a failing test where one of them is taken wrongly. Never opens a port: whole
 * conversations are tried with the whole node.
 */
@NullMarked
package polder.node.gateway;

import org.jspecify.annotations.NullMarked;
