/**
 * The contributor's side: a small program that offers a machine to a network. Receives what sources
 * measure; gives signed messages, which it keeps on disk until a node has acknowledged them. Holds
 * the one client of a node's HTTP door, for every command that speaks to a node. Never decides what
 * a reading is worth, and never throws away what was neither acknowledged nor refused without
 * saying so.
 */
@NullMarked
package polder.agent;

import org.jspecify.annotations.NullMarked;
