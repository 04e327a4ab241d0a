/**
 * The command line: one class for each command, and what they all share. Receives parsed arguments
 * and an {@link polder.app.cli.Output}, gives lines for people or one JSON document, and an {@link
 * polder.app.cli.ExitCode}. Never reads the arguments of another command, never prints past its
 * output, and never holds rules of the networks.
 */
@NullMarked
package polder.app.cli;

import org.jspecify.annotations.NullMarked;
