package polder.world.recorded;

/**
 * What was found in recorded files, and what of it is left out and why.
 *
 * @param stations stations in their table
 * @param devices those that measured something and stand somewhere: they become devices
 * @param readings their readings, those left out as equal included
 * @param withoutHeight devices whose height is not known; it counts as 0 m
 * @param missingValues fields in which nothing was measured
 * @param unknownDevices devices with observations that the table of stations does not have
 * @param unknownDeviceReadings readings of theirs, left out
 * @param placelessDevices devices with observations whose place is not known
 * @param placelessReadings readings of theirs, left out
 */
public record RecordedCounts(
    long stations,
    long devices,
    long readings,
    long withoutHeight,
    long missingValues,
    long unknownDevices,
    long unknownDeviceReadings,
    long placelessDevices,
    long placelessReadings) {}
