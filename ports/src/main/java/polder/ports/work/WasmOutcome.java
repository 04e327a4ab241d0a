package polder.ports.work;

import polder.protocol.Hash;

/**
 * How a program ended and what it gave.
 *
 * @param end why it ended
 * @param fuel how much it used, at least 0 and at most what its work allows
 * @param outputBytes how many bytes it wrote to its standard output
 * @param output SHA-256 of those bytes
 */
public record WasmOutcome(WasmEnd end, long fuel, long outputBytes, Hash output) {}
