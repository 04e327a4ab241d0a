package polder.node.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;

/**
 * The file of one device that cannot sign: lines of a word and a value, readable by its owner
 * alone. The device's secret is not in it, only its hash; the key that signs for the device is.
 */
public final class ViaFile {
  /** How such files end. */
  static final String SUFFIX = ".via";

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");
  private static final long MOST_BYTES = 4_096;
  // Typed by hand into forms that take no more; without 0, 1, l and o, which look like others.
  private static final String LETTERS = "23456789abcdefghijkmnpqrstuvwxyz";
  private static final int SECRET_LETTERS = 16;
  private static final int KEY_BYTES = 32;

  private ViaFile() {}

  /**
   * A new device.
   *
   * @param device what was written
   * @param secret what the device shows from now on: 16 lower-case letters and digits, which are 80
   *     random bits. It is nowhere else; who loses it enrols the device anew.
   */
  public record Created(ViaDevice device, String secret) {}

  /**
   * A device that is not written yet.
   *
   * @param created as it will be
   * @param text of its file
   */
  public record Prepared(Created created, String text) {
    /** Nobody reads secrets in a log. */
    @Override
    public String toString() {
      return created.device().network() + "." + created.device().name();
    }
  }

  /**
   * Makes a secret and a key for a device, and writes its file.
   *
   * @param directory where; made if it is not there
   * @param via what kind of device, such as {@code airrohr}
   * @param network the network it reports to
   * @param name what to call it: lower-case letters, digits, hyphens
   * @throws IllegalArgumentException if one of the names has other letters
   * @throws IOException if there is a device of this name already, or the disk refuses
   */
  public static Created create(Path directory, String via, String network, String name)
      throws IOException {
    Prepared prepared = prepare(via, network, name);
    write(directory, prepared);
    return prepared.created();
  }

  /**
   * Makes a secret and a key for a device, and writes nothing.
   *
   * @throws IllegalArgumentException if one of the names has other letters
   */
  public static Prepared prepare(String via, String network, String name) {
    for (String word : new String[] {via, network, name}) {
      if (!NAME.matcher(word).matches()) {
        throw new IllegalArgumentException(
            "1 to 40 lower-case letters, digits and hyphens are a name, not '" + word + "'");
      }
    }
    SecureRandom random = new SecureRandom();
    byte[] keyBytes = new byte[KEY_BYTES];
    random.nextBytes(keyBytes);
    String secret = secret(random);
    ViaDevice device = new ViaDevice(via, network, name, hash(secret), DeviceKey.ed25519(keyBytes));
    String text =
        "via %s\nnetwork %s\nname %s\nsecret-sha256 %s\ndevice-key %s\n"
            .formatted(
                via, network, name, device.secret().toHex(), HexFormat.of().formatHex(keyBytes));
    return new Prepared(new Created(device, secret), text);
  }

  /**
   * Writes the file of a device.
   *
   * @throws IOException if there is a device of this name already, or the disk refuses
   */
  public static void write(Path directory, Prepared device) throws IOException {
    Files.createDirectories(directory);
    write(file(directory, device.created().device()), device.text());
  }

  /** Takes back what {@link #write} wrote. */
  public static void delete(Path directory, ViaDevice device) throws IOException {
    Files.deleteIfExists(file(directory, device));
  }

  /** Whether there is a device of this name. */
  public static boolean exists(Path directory, ViaDevice device) {
    return Files.exists(file(directory, device));
  }

  private static Path file(Path directory, ViaDevice device) {
    return directory.resolve(device.network() + "." + device.name() + SUFFIX);
  }

  private static String secret(SecureRandom random) {
    StringBuilder secret = new StringBuilder();
    for (int i = 0; i < SECRET_LETTERS; i++) {
      secret.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return secret.toString();
  }

  private static void write(Path file, String text) throws IOException {
    FileAttribute<?>[] onlyOwner =
        file.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    // Written beside its place, so that a node that is running never reads half of it.
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    if (Files.exists(file)) {
      throw new IOException(file + " is there already; choose another name");
    }
    Files.deleteIfExists(part);
    try (FileChannel channel =
        FileChannel.open(
            part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), onlyOwner)) {
      ByteBuffer rest = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(part, file);
  }

  /** What is kept of a secret. */
  static Hash hash(String secret) {
    return Hash.sha256(secret.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or holds something else
   */
  static ViaDevice read(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(file + " is too large to be the file of a device");
    }
    Map<String, String> words = new TreeMap<>();
    for (String line : Files.readString(file, StandardCharsets.US_ASCII).split("\n")) {
      int cut = line.indexOf(' ');
      if (cut > 0) {
        words.put(line.substring(0, cut), line.substring(cut + 1).strip());
      }
    }
    try {
      return new ViaDevice(
          need(words, "via"),
          need(words, "network"),
          need(words, "name"),
          Hash.fromHex(need(words, "secret-sha256")),
          DeviceKey.ed25519(HexFormat.of().parseHex(need(words, "device-key"))));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static String need(Map<String, String> words, String word) {
    String value = words.get(word);
    if (value == null) {
      throw new IllegalArgumentException("there is no line '" + word + "'");
    }
    return value;
  }
}
