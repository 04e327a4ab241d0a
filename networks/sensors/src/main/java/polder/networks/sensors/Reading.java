package polder.networks.sensors;

import polder.protocol.Hash;

/**
 * One measured value on its way through the checks.
 *
 * @param message the message that carried it
 * @param timeMillis when it was measured, epoch milliseconds
 * @param quantity what was measured
 * @param value thousandths of the quantity's unit
 * @param late whether it came so late that it can corroborate nobody
 */
record Reading(
    Hash message, long timeMillis, SensorParameters.Quantity quantity, long value, boolean late) {}
