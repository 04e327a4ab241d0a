/**
 * The MQTT door: a place to publish to, not a broker. Receives signed messages on the topics {@code
 * polder/{network}/messages} from devices that speak MQTT 3.1.1 or 5, hands them to the gateway in
 * batches, and acknowledges each publication once the gateway has answered for all of it. Never
 * acknowledges what is not on the disk, unless it was refused for good; never delivers anything to
 * anybody.
 */
@NullMarked
package polder.adapters.mqtt;

import org.jspecify.annotations.NullMarked;
