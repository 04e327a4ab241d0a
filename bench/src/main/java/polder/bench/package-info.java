/**
 * Whole-process measurements against the limits that hold for them. Receives nothing; gives figures
 * with the command that made them. Nothing that runs in production lives here. Two classes stand in
 * packages of the program, {@code polder.epoch} and {@code polder.networks.sensors}, because they
 * write its state as if a fleet had measured for weeks.
 */
@NullMarked
package polder.bench;

import org.jspecify.annotations.NullMarked;
