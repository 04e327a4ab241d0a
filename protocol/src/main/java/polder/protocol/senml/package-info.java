/**
 * What sensors say: Sensor Measurement Lists (SenML, RFC 8428) in deterministic CBOR. Receives a
 * pack and gives its records resolved, each complete by itself, with times as epoch milliseconds
 * and numbers as exact decimals; receives records and gives the pack's one encoding. Never asks a
 * clock, and so never accepts a time relative to now; never rounds a value.
 */
@NullMarked
package polder.protocol.senml;

import org.jspecify.annotations.NullMarked;
