/**
 * What a window of time is worth: admit, judge, group, weigh, reward, seal. Receives the state
 * before and the epoch's inputs, gives the state after, an outcome with reasons, and a header whose
 * roots anyone can compute again. Never reads a clock, a file or anything that is not an input.
 */
@NullMarked
package polder.epoch;

import org.jspecify.annotations.NullMarked;
