package polder.adapters.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.P256;
import polder.protocol.crypto.Secp256k1;

/**
 * A secret in a file that only its owner may read: one line of 64 hexadecimal digits after a word
 * that says what it is for.
 */
public final class KeyFile {
  private static final String DEVICE = "polder-device-key";
  private static final String OWNER = "polder-owner-key";
  private static final String PUSH = "polder-push-key";
  private static final String SEED = "polder-seed-secret";
  private static final int SECRET_BYTES = 32;

  private KeyFile() {}

  /**
   * The Ed25519 key of a device or a node in {@code file}; made and written first if there is no
   * such file.
   *
   * @throws IOException if the file cannot be read or written, or holds something else
   */
  public static DeviceKey device(Path file) throws IOException {
    return DeviceKey.ed25519(loadOrCreate(file, DEVICE));
  }

  /**
   * The secret of an owner's account in {@code file}; made and written first if there is no such
   * file.
   *
   * @return a secp256k1 secret of 32 bytes
   * @throws IOException if the file cannot be read or written, or holds something else
   */
  public static byte[] owner(Path file) throws IOException {
    byte[] secret = loadOrCreate(file, OWNER);
    // Fails for the few numbers that are no secrets, before anything is signed with them.
    Secp256k1.account(secret);
    return secret;
  }

  /**
   * The key by which push services know the node, in {@code file}; made and written first if there
   * is no such file.
   *
   * @return a P-256 secret of 32 bytes
   * @throws IOException if the file cannot be read or written, or holds something else
   */
  public static byte[] push(Path file) throws IOException {
    byte[] secret = loadOrCreate(file, PUSH);
    // Fails for the few numbers that are no secrets, before anything is signed with them.
    P256.publicKey(secret);
    return secret;
  }

  /**
   * The secret of the seed chain that goes with the validator's key in {@code key}; made and
   * written beside it first if there is none.
   *
   * @return 32 random bytes
   * @throws IOException if the file cannot be read or written, or holds something else
   */
  public static byte[] seed(Path key) throws IOException {
    return loadOrCreate(key.resolveSibling(key.getFileName() + ".seed"), SEED);
  }

  /** Whether {@code file} is the key of a device or a node, and not of an owner. */
  public static boolean isDevice(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.US_ASCII).startsWith(DEVICE + " ");
  }

  private static byte[] loadOrCreate(Path file, String word) throws IOException {
    if (!Files.exists(file)) {
      create(file, word);
    }
    String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    String prefix = word + " ";
    if (!text.startsWith(prefix)) {
      throw new IOException(file + " holds no " + word);
    }
    try {
      byte[] secret = HexFormat.of().parseHex(text.substring(prefix.length()));
      if (secret.length == SECRET_BYTES) {
        return secret;
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds a damaged " + word, e);
    }
    throw new IOException(file + " holds a damaged " + word);
  }

  private static void create(Path file, String word) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    String line = word + " " + HexFormat.of().formatHex(secret) + "\n";
    FileAttribute<?>[] onlyOwner =
        file.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try (FileChannel channel =
        FileChannel.open(
            file,
            java.util.Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            onlyOwner)) {
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      return; // Another process was faster: its key is the one to use.
    }
  }
}
