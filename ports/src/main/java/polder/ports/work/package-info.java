/**
 * Where an agent meets what runs jobs on its machine. Receives work and what it needs; gives how it
 * runs, how it ended, what came out and what it used. Never names a technology or a price, and
 * decides nothing about what a result is worth.
 */
@NullMarked
package polder.ports.work;

import org.jspecify.annotations.NullMarked;
