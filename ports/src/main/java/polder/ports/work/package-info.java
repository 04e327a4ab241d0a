/**
 * Where a node meets what runs jobs. Receives work and what it reads, gives how it ended and what
 * came out. Decides nothing about what a result is worth.
 */
@NullMarked
package polder.ports.work;

import org.jspecify.annotations.NullMarked;
