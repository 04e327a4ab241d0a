/**
 * Where Polder starts: the one place that puts the rooms together. Receives the words a person
 * typed and the streams of the process, gives an exit code. Never decides anything that belongs to
 * a room; what a command prints and asks is in {@code polder.app.cli}.
 */
@NullMarked
package polder.app;

import org.jspecify.annotations.NullMarked;
