/**
 * Runs the conformance suites of standards. Receives a running service, gives what a suite says.
 */
@NullMarked
package polder.conformance;

import org.jspecify.annotations.NullMarked;
