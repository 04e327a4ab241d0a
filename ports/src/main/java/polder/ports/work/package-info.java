/**
 * Where an agent meets what runs a job's work on its machine. Receives a lease: a name, a need and
 * what runs; gives what runs by it, and what it used. Never names a technology, and never a price.
 */
@NullMarked
package polder.ports.work;

import org.jspecify.annotations.NullMarked;
