/**
 * Where readings come from: a growing file or standard input, a command run each period, a serial
 * line, an MQTT broker. Receives an address and gives samples to an {@link
 * polder.agent.source.Intake}, which has stored them when it returns. Never signs or sends, and
 * never stops for good because a device or broker is away for a while.
 */
@NullMarked
package polder.agent.source;

import org.jspecify.annotations.NullMarked;
