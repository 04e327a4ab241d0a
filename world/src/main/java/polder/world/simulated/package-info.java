/**
 * A made-up but plausible world to run Polder in: weather over a smooth land, and a fleet of
 * sensors whose owners are mostly honest, sometimes unlucky and sometimes cheat. Receives a seed,
 * options and moments in time; gives what each device would report then, and the truth about it for
 * those who measure how well the checks find it. The same seed gives the same world on every
 * machine, asked in any order, so a simulator that restarts goes on with the same series. Never
 * reads a clock, sends anything, or pretends that its data are measured.
 */
@NullMarked
package polder.world.simulated;

import org.jspecify.annotations.NullMarked;
