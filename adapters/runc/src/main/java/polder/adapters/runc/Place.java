package polder.adapters.runc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import polder.protocol.Hash;

/**
 * Where everything of a lease is, so that all of it can be found again by looking, whatever was
 * done by whom.
 *
 * @param id stands for the lease in names of the system
 * @param disk folder of what outlives the machine's restart: records, disks, logs
 * @param run folder of what does not: mounts, records of runc
 * @param cgroup path below the root of each hierarchy
 */
record Place(String id, Path disk, Path run, String cgroup) {
  private static final Path RUN = Path.of("/run/polder");
  private static final int ID_LETTERS = 12;

  /** The place of the lease {@code name} of the driver in {@code home}. */
  static Place of(Path home, String name) {
    return ofId(home, hash(name));
  }

  /** The place of the lease whose id is {@code id}. */
  static Place ofId(Path home, String id) {
    return new Place(
        id,
        home.resolve("leases").resolve(id),
        runOf(home).resolve(id),
        "polder/" + driver(home) + "/" + id);
  }

  /** Where the driver in {@code home} has its mounts. */
  static Path runOf(Path home) {
    return RUN.resolve(driver(home));
  }

  /** Where the driver in {@code home} has its groups, below the root of each hierarchy. */
  static String cgroupOf(Path home) {
    return "polder/" + driver(home);
  }

  private static String driver(Path home) {
    return hash(home.toString()).substring(0, 8);
  }

  private static String hash(String text) {
    return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).toHex().substring(0, ID_LETTERS);
  }

  /** Where runc keeps its records. */
  Path runcRoot() {
    return run.resolve("runc");
  }

  /** The network namespace in which the lease's bridge is. */
  String network() {
    return "polder-" + run.getParent().getFileName() + "-" + id;
  }
}
