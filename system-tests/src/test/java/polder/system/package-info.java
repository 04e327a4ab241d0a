/**
 * Tests of the whole, seen from outside: what a person who cloned Polder does and sees. Receives
 * the repository and the class path of all modules, gives verdicts. Never looks inside a room; that
 * is what the room's own tests do.
 */
@NullMarked
package polder.system;

import org.jspecify.annotations.NullMarked;
