package polder.adapters.mqtt;

import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import polder.node.gateway.Batches;

/**
 * What all connections share.
 *
 * @param lanes where the messages of a connection go
 * @param isNetwork whether there is a network of this name
 * @param takes whether the node takes messages at all; if not, nobody is let in
 */
record Parts(
    Supplier<Batches.Lane> lanes,
    Predicate<String> isNetwork,
    BooleanSupplier takes,
    MqttUsers users,
    FailedLogins failedLogins,
    Sessions sessions,
    Counts counts,
    MqttLimits limits) {}
