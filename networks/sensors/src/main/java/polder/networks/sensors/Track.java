package polder.networks.sensors;

import polder.protocol.Bytes;

/**
 * What the slow checks remember of one quantity of one station.
 *
 * @param samples its samples of the day that is running, see {@link DaySamples}
 * @param run since when its value has not changed
 * @param standing what the latest review said
 */
record Track(Bytes samples, Run run, Standing standing) {
  static final Track NOTHING = new Track(Bytes.EMPTY, Run.NONE, Standing.UNKNOWN);

  /**
   * A run of readings that all say the same.
   *
   * @param value what they say, thousandths of the unit
   * @param sinceMillis time of the first
   * @param readings how many they are; 0 for no run
   * @param lowest lowest step of the course since the first; above {@code highest} without any
   * @param highest highest step of the course since the first
   */
  record Run(long value, long sinceMillis, int readings, long lowest, long highest) {
    static final Run NONE = new Run(0, 0, 0, 0, -1);

    private static final int MOST_READINGS = 1_000_000;

    /** The run with one more timely reading. */
    Run with(long timeMillis, long measured) {
      if (readings > 0 && measured == value) {
        return new Run(value, sinceMillis, Math.min(MOST_READINGS, readings + 1), lowest, highest);
      }
      return new Run(measured, timeMillis, 1, 0, -1);
    }

    /** The run, now that the course of a slot that it covers is known. */
    Run under(long course) {
      if (readings == 0 || (lowest <= course && course <= highest)) {
        return this;
      }
      return highest < lowest
          ? new Run(value, sinceMillis, readings, course, course)
          : new Run(
              value, sinceMillis, readings, Math.min(lowest, course), Math.max(highest, course));
    }

    /** How many steps the course moved meanwhile. */
    long courseMoved() {
      return Math.max(0, highest - lowest);
    }
  }

  Track with(Run newRun) {
    return newRun == run ? this : new Track(samples, newRun, standing);
  }

  Track with(Bytes newSamples) {
    return newSamples == samples ? this : new Track(newSamples, run, standing);
  }

  Track with(Standing newStanding) {
    return new Track(samples, run, newStanding);
  }
}
