package polder.adapters.evm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import polder.protocol.Bytes;

/** A wallet in a Web3 Secret Storage file that only its owner may read. */
public final class WalletFile {
  private static final long MAX_BYTES = 64 << 10;

  private WalletFile() {}

  /**
   * Writes {@code wallet} to {@code file}; durable when this returns.
   *
   * @throws IOException if there is such a file already, which is left as it is, or the disk
   *     refuses
   */
  public static void create(Path file, Wallet wallet, char[] password) throws IOException {
    create(file, wallet, password, SecretStorage.Cost.USUAL);
  }

  static void create(Path file, Wallet wallet, char[] password, SecretStorage.Cost cost)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Bytes content = SecretStorage.encrypt(wallet, password, cost);
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            onlyOwner(file))) {
      ByteBuffer left = ByteBuffer.wrap(content.toArray());
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(file + " exists already; choose another name, or use it as it is", e);
    }
    if (folder != null) {
      Durable.syncFolder(folder);
    }
  }

  /**
   * Reads the wallet in {@code file}.
   *
   * @throws IOException if there is none, the password is another, or the file is damaged
   */
  public static Wallet open(Path file, char[] password) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(
            file + " is too large for a key file (Web3 Secret Storage, version 3)");
      }
      return SecretStorage.decrypt(Bytes.wrap(Files.readAllBytes(file)), password);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no key file " + file + "; name another, or make one", e);
    } catch (SecretStorage.UnreadableException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static FileAttribute<?>[] onlyOwner(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
