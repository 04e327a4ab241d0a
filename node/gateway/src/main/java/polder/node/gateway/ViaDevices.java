package polder.node.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.protocol.Hash;

/**
 * The devices for which this node signs, from a folder with one file each. Files that come, change
 * or go while the node runs are noticed within a second. Any thread may call it.
 */
public final class ViaDevices {
  private static final Logger LOG = LoggerFactory.getLogger(ViaDevices.class);
  private static final long LOOK_AGAIN_NANOS = 1_000_000_000L;
  private static final int MOST_DEVICES = 10_000;

  private final Path directory;
  private Map<Path, Seen> seen = new TreeMap<>();
  private Map<Hash, ViaDevice> bySecret = new HashMap<>();
  private long nextLookNanos = System.nanoTime();

  private record Seen(FileTime modified, long size) {}

  /** In {@code directory}, which may come later. */
  public ViaDevices(Path directory) {
    this.directory = directory;
  }

  /** The device of kind {@code via} that shows {@code secret}, if there is one. */
  public synchronized Optional<ViaDevice> find(String via, String secret) {
    if (System.nanoTime() - nextLookNanos >= 0) {
      look();
      nextLookNanos = System.nanoTime() + LOOK_AGAIN_NANOS;
    }
    // What is looked up is a hash, so how long that takes says nothing about any secret.
    Hash shown = ViaFile.hash(secret);
    return Optional.ofNullable(bySecret.get(shown))
        .filter(device -> MessageDigest.isEqual(shown.toArray(), device.secret().toArray()))
        .filter(device -> device.via().equals(via));
  }

  private void look() {
    try {
      Map<Path, Seen> now = files();
      if (!now.equals(seen)) {
        bySecret = load(List.copyOf(now.keySet()));
        seen = now;
      }
    } catch (IOException e) {
      LOG.warn("cannot look for devices in {}: {}", directory, e.getMessage());
    }
  }

  private Map<Path, Seen> files() throws IOException {
    Map<Path, Seen> found = new TreeMap<>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.limit(MOST_DEVICES).toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(ViaFile.SUFFIX) && !name.startsWith(".")) {
          found.put(file, new Seen(Files.getLastModifiedTime(file), Files.size(file)));
        }
      }
    }
    return found;
  }

  /** A damaged file keeps only its own device out. */
  private static Map<Hash, ViaDevice> load(List<Path> files) {
    Map<Hash, ViaDevice> devices = new HashMap<>();
    for (Path file : files) {
      try {
        ViaDevice device = ViaFile.read(file);
        devices.put(device.secret(), device);
      } catch (IOException e) {
        LOG.warn("a device is left out: {}", e.getMessage());
      }
    }
    return devices;
  }
}
