/**
 * The contract of each port as tests that every adapter must pass, and adapters that keep
 * everything in memory, for the tests of the rooms. The contracts receive an adapter from a
 * subclass and give a verdict. What is here is never shipped.
 */
@NullMarked
package polder.ports;

import org.jspecify.annotations.NullMarked;
