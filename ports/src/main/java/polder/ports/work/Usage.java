package polder.ports.work;

/**
 * What was used.
 *
 * @param cpuMicros time of processors, of all containers since they were deployed
 * @param memoryPeakBytes the sum of the most that each container has had
 * @param diskBytes what is written at the moment, in scratch space and volumes
 */
public record Usage(long cpuMicros, long memoryPeakBytes, long diskBytes) {}
