/**
 * The few places where the node meets a technology: journal, state store, archive, time. Each is a
 * small interface with a contract that every adapter is tested against. Never names a technology.
 */
@NullMarked
package polder.ports;

import org.jspecify.annotations.NullMarked;
