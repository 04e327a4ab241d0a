package polder.node.blobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import polder.node.session.Wallet;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Account;

/** A node that takes blobs, and a device that may put some. */
abstract class BlobScene {
  static final Account OWNER = Wallet.of(1).account();

  @TempDir Path folder;

  BlobSite site;
  DeviceKey device = BlobSite.key(1);

  @BeforeEach
  void start() throws IOException {
    site = new BlobSite(folder);
    device = site.enrol(1, OWNER);
  }

  @AfterEach
  void stop() throws IOException {
    site.close();
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static byte[] random(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  /** Files that are neither blobs nor notes. */
  List<String> debris() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.matches("[0-9a-f]{64}(\\.note)?|lock"))
          .toList();
    }
  }

  Path file(Hash blob) {
    return folder.resolve(blob.toHex().substring(0, 2)).resolve(blob.toHex());
  }
}
