/**
 * What sources say, in the forms in which they say it: JSON (Tasmota's included), SenML, lines of
 * names and values, CSV, and the topics of Home Assistant. Receives text and topics, gives measured
 * values with name, unit and time as far as they were said. Reads and writes nothing itself, and
 * never guesses: what it does not understand it leaves out.
 */
@NullMarked
package polder.agent.format;

import org.jspecify.annotations.NullMarked;
