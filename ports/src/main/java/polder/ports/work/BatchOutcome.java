package polder.ports.work;

import polder.protocol.Hash;

/**
 * How a container ended and what it gave.
 *
 * @param end why it ended
 * @param outputBytes how many bytes of its standard output were handed on
 * @param output SHA-256 of those bytes
 */
public record BatchOutcome(BatchEnd end, long outputBytes, Hash output) {}
