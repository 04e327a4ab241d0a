package polder.adapters.sdl;

/** What Akash's chain takes at least and at most; a file beyond it never ran anywhere. */
final class Limits {
  static final long LEAST_CPU_MILLI = 10;
  static final long MOST_CPU_MILLI = 384_000;
  static final long MOST_GPUS = 24;
  static final long LEAST_MEMORY = 1L << 20;
  static final long MOST_MEMORY = 2L << 40;
  static final long LEAST_VOLUME = 5L << 20;
  static final long MOST_VOLUME = 32L << 40;

  /** Ours: so many instances of a service has a job at most. */
  static final long MOST_INSTANCES = 1_000;

  /** Ours: most letters of a name and of a long text, and most entries of a list. */
  static final int NAME = 256;

  static final int LONG = 65_536;
  static final int ENTRIES = 1_024;

  private Limits() {}
}
