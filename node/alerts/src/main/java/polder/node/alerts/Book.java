package polder.node.alerts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/** All that alerts remember, and its file. Changed under the lock of the {@link Alerts} alone. */
final class Book {
  private static final String FORM = "polder/alerts/1";
  private static final int FIELDS = 7;

  final SortedMap<String, Subscription> subscriptions = new TreeMap<>();
  final SortedMap<Watched, Track> tracks = new TreeMap<>();

  /** By the message's identity, oldest first. */
  final Map<String, Delivery> deliveries = new LinkedHashMap<>();

  /** The latest request of each account, as long as an older one could still be said again. */
  final SortedMap<Account, Long> asked = new TreeMap<>();

  /** When addresses, by their hash, were last sent a code. */
  final SortedMap<Hash, Long> confirmations = new TreeMap<>();

  /** End of the latest epoch looked at. */
  long endMillis;

  private final Path file;
  private final Object saving = new Object();
  private boolean changed;

  private Book(Path file) {
    this.file = file;
  }

  /**
   * Opens the book at {@code file}, which need not be there yet.
   *
   * @throws IOException if it cannot be read or is damaged
   */
  static Book open(Path file) throws IOException {
    Book book = new Book(file);
    if (Files.exists(file)) {
      try {
        book.read(new CborReader(Files.readAllBytes(file)));
      } catch (CodecException
          | IllegalArgumentException
          | ArithmeticException
          | IndexOutOfBoundsException e) {
        throw new IOException(
            file + " is damaged; restore it, or remove it and let owners subscribe again", e);
      }
    }
    return book;
  }

  private void read(CborReader reader) {
    if (reader.beginArray() != FIELDS || !reader.text().equals(FORM)) {
      throw new CodecException("this is no file of alerts", 0);
    }
    list(reader, Subscription::read).forEach(its -> subscriptions.put(its.id, its));
    int watched = reader.beginArray();
    for (int i = 0; i < watched; i++) {
      reader.beginArray();
      Watched key = new Watched(reader.text(), new DeviceId(reader.bytes()));
      tracks.put(key, Track.read(reader));
    }
    list(reader, Delivery::read).forEach(its -> deliveries.put(its.notice().id(), its));
    int accounts = reader.beginArray();
    for (int i = 0; i < accounts; i++) {
      reader.beginArray();
      asked.put(new Account(reader.bytes()), reader.integer());
    }
    int addresses = reader.beginArray();
    for (int i = 0; i < addresses; i++) {
      reader.beginArray();
      confirmations.put(reader.hash(), reader.integer());
    }
    endMillis = reader.integer();
    reader.end();
  }

  static <T> List<T> list(CborReader reader, Function<CborReader, T> item) {
    int size = reader.beginArray();
    List<T> items = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      items.add(item.apply(reader));
    }
    return items;
  }

  private Bytes encode() {
    CborWriter writer = new CborWriter().beginArray(FIELDS).text(FORM);
    writer.beginArray(subscriptions.size());
    subscriptions.values().forEach(its -> its.write(writer));
    writer.beginArray(tracks.size());
    tracks.forEach((key, track) -> {
      writer.beginArray(3).text(key.network()).bytes(key.device().multikey());
      track.write(writer);
    });
    writer.beginArray(deliveries.size());
    deliveries.values().forEach(its -> its.write(writer));
    writer.beginArray(asked.size());
    asked.forEach((who, when) -> writer.beginArray(2).bytes(who.address()).integer(when));
    writer.beginArray(confirmations.size());
    confirmations.forEach((what, when) -> writer.beginArray(2).hash(what).integer(when));
    return writer.integer(endMillis).toBytes();
  }

  /** Says that there is something to save. */
  void change() {
    changed = true;
  }

  /**
   * Writes all of it, durably, readable for its owner alone: addresses are private. Call it without
   * the lock, which is held only while the bytes are put together.
   */
  void save() throws IOException {
    synchronized (saving) {
      Bytes encoded;
      synchronized (this) {
        if (!changed) {
          return;
        }
        encoded = encode();
        changed = false;
      }
      write(encoded);
    }
  }

  private void write(Bytes encoded) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    FileAttribute<?>[] onlyOwner =
        file.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try (FileChannel channel =
        FileChannel.open(
            part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), onlyOwner)) {
      ByteBuffer rest = ByteBuffer.wrap(encoded.unsafeArray());
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  long subscriptionsOf(Account account) {
    return subscriptions.values().stream().filter(its -> its.account.equals(account)).count();
  }

  /** Those on their way to a subscription. */
  long deliveriesOf(String subscription) {
    return deliveries.values().stream()
        .filter(its -> its.subscription().equals(subscription))
        .count();
  }

  /** Ends a subscription. */
  void remove(Subscription subscription) {
    subscriptions.remove(subscription.id);
    deliveries.values().removeIf(its -> its.subscription().equals(subscription.id));
    change();
  }
}
