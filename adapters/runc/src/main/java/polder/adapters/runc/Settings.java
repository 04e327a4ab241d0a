package polder.adapters.runc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the owner of a machine decides about containers on it.
 *
 * @param home folder of images, disks and logs; each driver has its own
 * @param archives folder whose files jobs may name as {@code oci-archive:FILE} or {@code
 *     docker-archive:FILE}; none if images come from registries alone
 * @param nearRegistries registries, {@code host:port}, that may be at private addresses and speak
 *     plain HTTP; all others must be public and prove who they are
 * @param firstPort the first of the machine's ports that are forwarded to containers
 * @param ports how many of them
 * @param cacheBytes most bytes of images that are kept to be used again
 * @param imageBytes most bytes of all images of one lease, unpacked; and of one image, packed
 * @param pause before a container that ended is started again; doubled each time
 * @param longestPause the longest such pause
 */
public record Settings(
    Path home,
    Optional<Path> archives,
    List<String> nearRegistries,
    int firstPort,
    int ports,
    long cacheBytes,
    long imageBytes,
    Duration pause,
    Duration longestPause) {
  private static final int FIRST_PORT = 30_000;
  private static final int PORTS = 2_768;
  private static final long CACHE_BYTES = 20L << 30;
  private static final long IMAGE_BYTES = 16L << 30;

  public Settings {
    // The programs that are called stand in other folders than this one.
    home = home.toAbsolutePath().normalize();
    archives = archives.map(folder -> folder.toAbsolutePath().normalize());
  }

  /** The pauses and ports of Kubernetes, and room for sixteen gibibytes of images. */
  public static Settings in(Path home) {
    return new Settings(
        home,
        Optional.empty(),
        List.of(),
        FIRST_PORT,
        PORTS,
        CACHE_BYTES,
        IMAGE_BYTES,
        Duration.ofSeconds(10),
        Duration.ofMinutes(5));
  }

  /** With archives from this folder. */
  public Settings withArchives(Path folder) {
    return new Settings(
        home,
        Optional.of(folder),
        nearRegistries,
        firstPort,
        ports,
        cacheBytes,
        imageBytes,
        pause,
        longestPause);
  }

  /** With these registries nearby. */
  public Settings withNearRegistries(List<String> registries) {
    return new Settings(
        home,
        archives,
        List.copyOf(registries),
        firstPort,
        ports,
        cacheBytes,
        imageBytes,
        pause,
        longestPause);
  }

  /** With these ports of the machine. */
  public Settings withPorts(int first, int count) {
    return new Settings(
        home, archives, nearRegistries, first, count, cacheBytes, imageBytes, pause, longestPause);
  }

  /** With these bounds of images. */
  public Settings withImages(long cache, long image) {
    return new Settings(
        home, archives, nearRegistries, firstPort, ports, cache, image, pause, longestPause);
  }

  /** With these pauses. */
  public Settings withPauses(Duration first, Duration longest) {
    return new Settings(
        home, archives, nearRegistries, firstPort, ports, cacheBytes, imageBytes, first, longest);
  }
}
