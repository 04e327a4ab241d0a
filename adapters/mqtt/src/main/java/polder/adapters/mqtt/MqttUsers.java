package polder.adapters.mqtt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.protocol.Hash;

/**
 * The file of those who may log in: lines of a name and the SHA-256 of a password. Passwords are
 * made here, of 192 random bits, and shown once: against those no guessing helps, so that a slow
 * hash would only let strangers keep the node busy. Without the file everybody may publish, for
 * what counts is who signed a message. A change takes effect at the next login.
 */
public final class MqttUsers {
  private static final Logger LOG = LoggerFactory.getLogger(MqttUsers.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
  private static final int SECRET_BYTES = 24;
  private static final long MOST_BYTES = 16L << 20;

  private final Path file;
  private Read read = new Read(FileTime.fromMillis(0), -1, new TreeMap<>());

  /** The file as it was when it was last read. */
  private record Read(FileTime modified, long bytes, SortedMap<String, Hash> users) {}

  /** Whether somebody may come in. */
  enum Entry {
    WELCOME,
    REFUSED,
    /** The file cannot be read, so nobody can be told from anybody. */
    UNKNOWN
  }

  /** The users of {@code file}, which need not be there. */
  public MqttUsers(Path file) {
    this.file = file;
  }

  /** Whether one who shows this name and password may come in; both empty where none was shown. */
  synchronized Entry entry(String name, byte[] password) {
    try {
      if (!Files.exists(file)) {
        return Entry.WELCOME;
      }
      Hash known = current().get(name);
      Hash shown = Hash.sha256(password);
      return known != null && MessageDigest.isEqual(known.toArray(), shown.toArray())
          ? Entry.WELCOME
          : Entry.REFUSED;
    } catch (IOException e) {
      LOG.warn("nobody can log in over MQTT: {}", e.getMessage());
      return Entry.UNKNOWN;
    }
  }

  private SortedMap<String, Hash> current() throws IOException {
    FileTime modified = Files.getLastModifiedTime(file);
    long bytes = Files.size(file);
    if (!read.modified().equals(modified) || read.bytes() != bytes) {
      read = new Read(modified, bytes, load());
    }
    return read.users();
  }

  private SortedMap<String, Hash> load() throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(file + " is too large to be a list of users");
    }
    SortedMap<String, Hash> users = new TreeMap<>();
    int number = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      number++;
      String[] words = line.strip().split(" ");
      try {
        if (words.length == 2 && NAME.matcher(words[0]).matches()) {
          users.put(words[0], Hash.fromHex(words[1]));
        } else if (!line.isBlank()) {
          throw new IllegalArgumentException("no name and hash");
        }
      } catch (IllegalArgumentException e) {
        throw new IOException(file + " is damaged in line " + number + ": " + e.getMessage(), e);
      }
    }
    return users;
  }

  /**
   * Adds a user, or gives one a new password.
   *
   * @param name 1 to 64 letters, digits, dots, hyphens, underscores and at signs
   * @return the password: 32 letters, digits, hyphens and underscores. It is nowhere else.
   * @throws IllegalArgumentException if the name has other letters
   * @throws IOException if the file cannot be read or written, or is damaged
   */
  public synchronized String add(String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "1 to 64 letters, digits and ._@- are a name, not '" + name + "'");
    }
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    SortedMap<String, Hash> users = Files.exists(file) ? load() : new TreeMap<>();
    users.put(name, Hash.sha256(password.getBytes(StandardCharsets.UTF_8)));
    write(users);
    return password;
  }

  /**
   * Takes a user away; connections that are open stay. When the last is gone nobody can log in.
   *
   * @return whether there was one of this name
   * @throws IOException if the file cannot be read or written, or is damaged
   */
  public synchronized boolean remove(String name) throws IOException {
    SortedMap<String, Hash> users = Files.exists(file) ? load() : new TreeMap<>();
    if (users.remove(name) == null) {
      return false;
    }
    write(users);
    return true;
  }

  /** Written beside its place, so that a node that is running never reads half of it. */
  private void write(SortedMap<String, Hash> users) throws IOException {
    StringBuilder text = new StringBuilder();
    users.forEach((name, hash) -> text.append(name).append(' ').append(hash.toHex()).append('\n'));
    FileAttribute<?>[] onlyOwner =
        file.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.deleteIfExists(part);
    try (FileChannel channel =
        FileChannel.open(
            part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), onlyOwner)) {
      ByteBuffer rest = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
