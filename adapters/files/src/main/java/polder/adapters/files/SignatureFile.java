package polder.adapters.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import polder.ports.SignatureLog;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * A log of signatures in a folder: text, a line an entry with a checksum, each forced to the disk
 * before it counts. Of the newest entries every one is remembered; of all before, only up to which
 * epoch they reached, and nothing up to there may be signed any more. A last line without its end
 * was never promised and is cut off; any other damage refuses to open, since what cannot be read
 * might have been signed.
 */
public final class SignatureFile implements SignatureLog, AutoCloseable {
  /** How many entries are remembered at least. */
  public static final int KEPT = 10_000;

  private static final String HEAD = "polder-signatures-1";
  private static final long MAX_BYTES = 64L << 20;

  private final Path file;
  private final String account;
  private final int kept;
  private final FolderLock folderLock;
  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private final Map<Pair, Entry> pairs = new HashMap<>();
  private final Map<String, Long> answered = new HashMap<>();
  private FileChannel channel;
  private long forgottenTo = -1;
  private long next = 1;
  private boolean failed;

  private record Pair(long epoch, long attempt) {}

  private SignatureFile(Path file, String account, int kept, FolderLock folderLock)
      throws IOException {
    this.file = file;
    this.account = account;
    this.kept = kept;
    this.folderLock = folderLock;
    if (!Files.exists(file)) {
      replace();
    }
    this.channel = read();
  }

  /**
   * Opens the log of {@code account} in {@code folder}; makes it if there is none.
   *
   * @throws IOException if another process has it open, or it is damaged or another account's
   */
  public static SignatureFile open(Path folder, Account account) throws IOException {
    return open(folder, account, KEPT);
  }

  static SignatureFile open(Path folder, Account account, int kept) throws IOException {
    DirectoryArchive.createDurably(folder.toAbsolutePath().normalize());
    FolderLock lock =
        FolderLock.take(
            folder,
            "another process signs with " + folder + "; stop it first, or name another --data");
    try {
      return new SignatureFile(
          folder.resolve(account + ".signed").toAbsolutePath(), account.toString(), kept, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public synchronized Outcome record(Entry entry) throws IOException {
    Pair pair = new Pair(entry.epoch(), entry.attempt());
    Entry before = pairs.get(pair);
    if (before != null) {
      return before.equals(entry) ? Outcome.MAY_SIGN : Outcome.OTHER_SIGNED;
    }
    if (entry.epoch() <= forgottenTo) {
      return Outcome.TOO_OLD;
    }
    if (failed) {
      throw new IOException(file + " could not be written before; start again once it can");
    }
    if (entries.size() >= 2 * kept) {
      forget();
    }
    // Whether half a line got out is not known after a failure, so nothing follows it.
    failed = true;
    write(channel, line(next, entry) + "\n");
    channel.force(true);
    failed = false;
    add(next, entry);
    return Outcome.MAY_SIGN;
  }

  private void add(long number, Entry entry) {
    entries.put(number, entry);
    pairs.put(new Pair(entry.epoch(), entry.attempt()), entry);
    next = number + 1;
  }

  private void forget() throws IOException {
    while (entries.size() > kept) {
      Entry old = entries.pollFirstEntry().getValue();
      pairs.remove(new Pair(old.epoch(), old.attempt()));
      forgottenTo = Math.max(forgottenTo, old.epoch());
    }
    channel.close();
    replace();
    channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  /** Writes all that is remembered in place of the file, in one step. */
  private void replace() throws IOException {
    StringBuilder all = new StringBuilder(summed(HEAD + " " + account + " " + forgottenTo));
    all.append('\n');
    entries.forEach((number, entry) -> all.append(line(number, entry)).append('\n'));
    Path part = file.resolveSibling(file.getFileName() + ".next");
    try (FileChannel out =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(out, all.toString());
      out.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    DirectoryArchive.force(folder());
  }

  private Path folder() {
    Path folder = file.getParent();
    return folder == null ? file : folder;
  }

  private FileChannel read() throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " is too large for a log of signatures");
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    int end = text.lastIndexOf('\n') + 1;
    List<String> lines = end == 0 ? List.of() : text.substring(0, end - 1).lines().toList();
    if (lines.isEmpty()) {
      throw damaged(1);
    }
    List<String> head = words(lines.getFirst(), 3, 1);
    if (!head.get(0).equals(HEAD) || !head.get(1).equals(account)) {
      throw new IOException(file + " is no log of signatures of " + account);
    }
    forgottenTo = number(head.get(2), 1);
    for (int line = 1; line < lines.size(); line++) {
      List<String> words = words(lines.get(line), 5, line + 1);
      long place = number(words.get(0), line + 1);
      if (place < next) {
        throw damaged(line + 1);
      }
      add(
          place,
          new Entry(
              number(words.get(1), line + 1),
              number(words.get(2), line + 1),
              hash(words.get(3), line + 1),
              hash(words.get(4), line + 1)));
    }
    FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE);
    out.truncate(end);
    out.position(end);
    out.force(true);
    return out;
  }

  private List<String> words(String line, int count, int at) throws IOException {
    int sum = line.lastIndexOf(' ');
    if (sum < 0 || !summed(line.substring(0, sum)).equals(line)) {
      throw damaged(at);
    }
    List<String> words = List.of(line.substring(0, sum).split(" ", -1));
    if (words.size() != count) {
      throw damaged(at);
    }
    return words;
  }

  private long number(String word, int line) throws IOException {
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException e) {
      throw damaged(line);
    }
  }

  private Hash hash(String word, int line) throws IOException {
    try {
      return Hash.fromHex(word);
    } catch (IllegalArgumentException e) {
      throw damaged(line);
    }
  }

  private IOException damaged(int line) {
    return new IOException(
        file
            + " is damaged in line "
            + line
            + ": what was signed cannot be told, so nothing is; restore it from a backup that has"
            + " all of it, or bond another key");
  }

  private static String line(long number, Entry entry) {
    return summed(
        number
            + " "
            + entry.epoch()
            + " "
            + entry.attempt()
            + " "
            + entry.header().toHex()
            + " "
            + entry.digest().toHex());
  }

  private static String summed(String line) {
    return line
        + " "
        + Hash.sha256(line.getBytes(StandardCharsets.ISO_8859_1)).toHex().substring(0, 16);
  }

  private static void write(FileChannel out, String text) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (left.hasRemaining()) {
      out.write(left);
    }
  }

  @Override
  public synchronized Optional<Placed> after(long number) {
    Map.Entry<Long, Entry> found = entries.higherEntry(number);
    return found == null
        ? Optional.empty()
        : Optional.of(new Placed(found.getKey(), found.getValue()));
  }

  @Override
  public synchronized Optional<Entry> of(long epoch, long attempt) {
    return Optional.ofNullable(pairs.get(new Pair(epoch, attempt)));
  }

  @Override
  public synchronized long answered(String receiver) {
    return answered.computeIfAbsent(receiver, this::readAnswered);
  }

  private Path answeredFile(String receiver) {
    String name = Hash.sha256(receiver.getBytes(StandardCharsets.UTF_8)).toHex().substring(0, 16);
    return file.resolveSibling(account + "." + name + ".answered");
  }

  /** What cannot be read is sent again, which does no harm. */
  private long readAnswered(String receiver) {
    try {
      return Long.parseLong(
          Files.readString(answeredFile(receiver), StandardCharsets.ISO_8859_1).strip());
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public synchronized void setAnswered(String receiver, long number) throws IOException {
    answered.put(receiver, number);
    Path place = answeredFile(receiver);
    Path part = place.resolveSibling(place.getFileName() + ".next");
    Files.writeString(part, number + "\n", StandardCharsets.ISO_8859_1);
    Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** All that is remembered, in order. */
  synchronized List<Entry> remembered() {
    return new ArrayList<>(entries.values());
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
    folderLock.close();
  }
}
