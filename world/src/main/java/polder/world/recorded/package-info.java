/**
 * Recorded networks: data sets that somebody measured, as the messages their devices would have
 * sent. Receives tables of stations and observations, gives devices with keys of their own, their
 * enrolments, and their reports epoch by epoch. The same files give the same messages to a backtest
 * and to a replay, whatever the order of their rows. Never drops a row without counting it.
 */
@NullMarked
package polder.world.recorded;

import org.jspecify.annotations.NullMarked;
