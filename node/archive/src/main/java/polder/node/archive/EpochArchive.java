package polder.node.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.EpochHeader;
import polder.epoch.ExhibitSource;
import polder.epoch.OutcomeCodec;
import polder.epoch.OutcomeLeaf;
import polder.epoch.SealedEpoch;
import polder.ports.Archive;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborSequence;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainEvents;
import polder.protocol.settlement.SeedLink;
import polder.protocol.settlement.SeedLinks;

/**
 * Reads sealed epochs from an archive. Every file is checked against the hash in its header; what
 * does not fit is an {@link EvidenceException} that names the file.
 */
public final class EpochArchive {
  /** Most messages or lines in one epoch: a bound on what a foreign archive can make us read. */
  private static final int MOST_ITEMS = 100_000_000;

  /** Most attempts at one epoch that are looked for. */
  private static final int MOST_ATTEMPTS = 1_000;

  /** Most epochs of several attempts of which is remembered which attempt counts. */
  private static final int MOST_CONTESTED = 10_000;

  private final Archive.Reader reader;
  // Which attempts count below one newest epoch.
  private final Map<Long, Position> contested = new HashMap<>();
  private Position contestedUnder = new Position(0, 0);

  /** Over {@code reader}. */
  public EpochArchive(Archive.Reader reader) {
    this.reader = reader;
  }

  /** What to call the archive in messages. */
  public String name() {
    return reader.name();
  }

  /**
   * A sealed epoch's place in an archive.
   *
   * @param epoch its number, from 0 on
   * @param attempt which attempt, from 0 on
   */
  public record Position(long epoch, long attempt) {
    static final Comparator<Position> ORDER =
        Comparator.comparingLong(Position::epoch).thenComparingLong(Position::attempt);

    /** That of {@code header}. */
    public static Position of(EpochHeader header) {
      return new Position(header.epoch(), header.attempt());
    }

    public Position {
      if (epoch < 0 || attempt < 0) {
        throw new IllegalArgumentException("there is no epoch " + epoch + ", attempt " + attempt);
      }
    }
  }

  /** The files that {@code sealed} is archived as, in pieces. */
  public static SortedMap<String, List<Bytes>> files(
      SealedEpoch sealed, SignedHeader header, Manifests manifests, boolean withSnapshot) {
    EpochHeader plain = header.header();
    SortedMap<String, List<Bytes>> files = new TreeMap<>();
    files.put(ArchivePaths.manifests(plain.manifests()), List.of(manifests.encode()));
    if (plain.eventsCount() > 0) {
      files.put(
          ArchivePaths.events(plain.eventsFile()), List.of(ChainEvents.encode(sealed.events())));
    }
    files.put(ArchivePaths.inputs(plain.epoch(), plain.attempt()), sealed.inputs());
    if (plain.linksCount() > 0) {
      files.put(
          ArchivePaths.links(plain.epoch(), plain.attempt()),
          List.of(SeedLinks.encode(sealed.links())));
    }
    sealed
        .exhibits()
        .forEach((blob, content) ->
            files.put(
                ArchivePaths.exhibit(plain.epoch(), plain.attempt(), blob), List.of(content)));
    files.put(ArchivePaths.outcome(plain.epoch(), plain.attempt()), sealed.outcomeBytes());
    files.put(ArchivePaths.header(plain.epoch(), plain.attempt()), List.of(header.encode()));
    if (withSnapshot) {
      files.put(ArchivePaths.snapshot(plain.epoch(), plain.attempt()), snapshot(sealed.after()));
    }
    return files;
  }

  /** The content of {@code latest}. */
  public static Bytes pointer(Position position) {
    return new CborWriter()
        .beginArray(2)
        .integer(position.epoch())
        .integer(position.attempt())
        .toBytes();
  }

  private static List<Bytes> snapshot(StateTree state) {
    List<Bytes> items = new ArrayList<>(2 * state.size());
    state.forEach(
        Bytes.EMPTY,
        (key, value) -> {
          items.add(new CborWriter().bytes(key).toBytes());
          items.add(new CborWriter().bytes(value).toBytes());
        });
    return items;
  }

  /** The newest epoch, if the archive holds any. */
  public Optional<Position> latest() throws IOException {
    Optional<Bytes> pointer = reader.read(ArchivePaths.LATEST);
    if (pointer.isEmpty()) {
      return Optional.empty();
    }
    try {
      CborReader cbor = new CborReader(pointer.get());
      if (cbor.beginArray() != 2) {
        throw new CodecException("a pointer is an epoch and an attempt", 0);
      }
      Position position = new Position(cbor.integer(), cbor.integer());
      cbor.end();
      return Optional.of(position);
    } catch (CodecException | IllegalArgumentException e) {
      throw new EvidenceException(ArchivePaths.LATEST, String.valueOf(e.getMessage()));
    }
  }

  /** What was pruned of the archive, as whoever keeps it says. */
  public Kept kept() throws IOException {
    return reader.read(ArchivePaths.KEPT).map(Kept::decode).orElse(Kept.ALL);
  }

  /** Whether there is a header of this epoch and attempt. */
  public boolean has(Position position) throws IOException {
    return reader.read(ArchivePaths.header(position.epoch(), position.attempt())).isPresent();
  }

  /**
   * The attempts at {@code epoch} that were sealed, ascending. Attempts are raised by a chain, so
   * some may have been announced and never sealed; none is above that of the newest epoch, but for
   * one that is being sealed.
   */
  public List<Position> attempts(long epoch) throws IOException {
    return attempts(epoch, latest().map(Position::attempt).orElse(0L));
  }

  private List<Position> attempts(long epoch, long highest) throws IOException {
    List<Position> attempts = new ArrayList<>();
    for (long attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Position position = new Position(epoch, attempt);
      if (has(position)) {
        attempts.add(position);
      } else if (attempt > highest && attempt > attempts.size()) {
        break;
      }
    }
    return attempts;
  }

  /**
   * The attempt at {@code epoch} that counts: the one that the newest epoch builds on, by the
   * hashes of headers, whose signatures are not checked here. Of an epoch behind the newest it is
   * the highest. Empty if none was sealed.
   */
  public Optional<Position> counting(long epoch) throws IOException {
    Optional<Position> latest = latest();
    if (latest.isPresent() && latest.get().epoch() == epoch) {
      return latest;
    }
    List<Position> attempts = attempts(epoch, latest.map(Position::attempt).orElse(0L));
    if (attempts.size() < 2 || latest.isEmpty() || latest.get().epoch() < epoch) {
      return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.getLast());
    }
    return Optional.of(builtOn(epoch, attempts, latest.get()));
  }

  /** From an epoch above that was sealed once, or from the newest, down to {@code epoch}. */
  private synchronized Position builtOn(long epoch, List<Position> attempts, Position latest)
      throws IOException {
    if (!latest.equals(contestedUnder)) {
      contested.clear();
      contestedUnder = latest;
    }
    Position known = contested.get(epoch);
    if (known != null) {
      return known;
    }
    NavigableMap<Long, List<Position>> between = new TreeMap<>();
    between.put(epoch, attempts);
    Position above = latest;
    for (long next = epoch + 1; next < latest.epoch(); next++) {
      Position settled = contested.get(next);
      List<Position> sealed = settled == null ? attempts(next, latest.attempt()) : List.of(settled);
      if (sealed.size() == 1) {
        above = sealed.getFirst();
        break;
      }
      between.put(next, sealed);
    }
    for (List<Position> sealed : between.descendingMap().values()) {
      Hash previous = header(above).header().previous();
      above = named(sealed, previous, above);
      if (contested.size() < MOST_CONTESTED) {
        contested.put(above.epoch(), above);
      }
    }
    return above;
  }

  /**
   * The attempt at {@code epoch} whose header has this hash, whether it counts or not.
   *
   * @param highest the highest attempt that is looked at
   */
  public Optional<SignedHeader> find(long epoch, long highest, Hash hash) throws IOException {
    for (Position attempt : attempts(epoch, highest).reversed()) {
      SignedHeader header = header(attempt);
      if (header.header().hash().equals(hash)) {
        return Optional.of(header);
      }
    }
    return Optional.empty();
  }

  private Position named(List<Position> attempts, Hash hash, Position above) throws IOException {
    for (Position attempt : attempts.reversed()) {
      if (header(attempt).header().hash().equals(hash)) {
        return attempt;
      }
    }
    throw new EvidenceException(
        ArchivePaths.header(above.epoch(), above.attempt()),
        "names a header of epoch " + (above.epoch() - 1) + " that is not here");
  }

  /** The header of an epoch. Its signature is not checked here. */
  public SignedHeader header(Position position) throws IOException {
    String path = ArchivePaths.header(position.epoch(), position.attempt());
    Bytes bytes = need(path);
    SignedHeader header;
    try {
      header = SignedHeader.decode(bytes);
    } catch (CodecException e) {
      throw new EvidenceException(path, e.getMessage());
    }
    if (header.header().epoch() != position.epoch()
        || header.header().attempt() != position.attempt()) {
      throw new EvidenceException(
          path,
          "is the header of epoch "
              + header.header().epoch()
              + ", attempt "
              + header.header().attempt());
    }
    return header;
  }

  /** The file of an epoch's messages as it stands, not checked: to find out what is wrong in it. */
  public Bytes uncheckedInputs(Position position) throws IOException {
    return need(ArchivePaths.inputs(position.epoch(), position.attempt()));
  }

  /** The file of an epoch's outcome as it stands, not checked: to find out what is wrong in it. */
  public Bytes uncheckedOutcome(Position position) throws IOException {
    return need(ArchivePaths.outcome(position.epoch(), position.attempt()));
  }

  /** The messages of an epoch, in canonical order. */
  public List<Bytes> inputs(EpochHeader header) throws IOException {
    return items(
        ArchivePaths.inputs(header.epoch(), header.attempt()),
        header.inputsFile(),
        header.inputsCount());
  }

  /**
   * A blob that a message of an epoch brought, checked against its name, if it is there.
   *
   * @throws EvidenceException if another is there
   */
  public Optional<Bytes> exhibit(Position position, Hash blob) throws IOException {
    String path = ArchivePaths.exhibit(position.epoch(), position.attempt(), blob);
    Optional<Bytes> content = reader.read(path);
    content.ifPresent(bytes -> checkHash(path, bytes, blob));
    return content;
  }

  /**
   * The blobs that messages of an epoch brought, each checked against its name. Asked for one that
   * is not there or another, it throws an {@link EvidenceException}; where the archive cannot be
   * reached, an {@link UncheckedIOException}.
   */
  public ExhibitSource exhibits(Position position) {
    return blob -> {
      try {
        Optional<Bytes> content = exhibit(position, blob);
        return content.isPresent()
            ? content.get()
            : need(ArchivePaths.exhibit(position.epoch(), position.attempt(), blob));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /** What contracts said that the epoch takes in, in canonical order. */
  public List<ChainEvent> events(EpochHeader header) throws IOException {
    List<ChainEvent> events = events(header.eventsFile(), header.epoch());
    if (events.size() != header.eventsCount()) {
      throw new EvidenceException(
          ArchivePaths.events(header.eventsFile()),
          "holds " + events.size() + " events, its header says " + header.eventsCount());
    }
    return events;
  }

  /**
   * The events in a file that {@code epoch} takes in.
   *
   * @param file its hash
   */
  public List<ChainEvent> events(Hash file, long epoch) throws IOException {
    if (file.equals(ChainEvents.NO_FILE)) {
      return List.of();
    }
    String path = ArchivePaths.events(file);
    Bytes bytes = need(path, epoch);
    checkHash(path, bytes, file);
    try {
      return ChainEvents.decode(bytes);
    } catch (CodecException e) {
      throw new EvidenceException(path, e.getMessage());
    }
  }

  /** The validators' links in an epoch's seed, by account. */
  public List<SeedLink> links(EpochHeader header) throws IOException {
    if (header.linksFile().equals(SeedLinks.NO_FILE)) {
      return List.of();
    }
    String path = ArchivePaths.links(header.epoch(), header.attempt());
    Bytes bytes = need(path);
    checkHash(path, bytes, header.linksFile());
    try {
      return SeedLinks.decode(bytes);
    } catch (CodecException e) {
      throw new EvidenceException(path, e.getMessage());
    }
  }

  /** The lines of an epoch's outcome as archived bytes, in order. */
  public List<Bytes> outcomeBytes(EpochHeader header) throws IOException {
    return items(
        ArchivePaths.outcome(header.epoch(), header.attempt()),
        header.outcomeFile(),
        header.outcomeCount());
  }

  /** The lines of an epoch's outcome, in order. */
  public List<OutcomeLeaf> outcome(EpochHeader header) throws IOException {
    List<OutcomeLeaf> leaves = new ArrayList<>();
    for (Bytes line : outcomeBytes(header)) {
      try {
        leaves.add(OutcomeCodec.decode(line));
      } catch (CodecException | IllegalArgumentException e) {
        throw new EvidenceException(
            ArchivePaths.outcome(header.epoch(), header.attempt()),
            "line " + leaves.size() + ": " + e.getMessage());
      }
    }
    return leaves;
  }

  /** The rules that were in force. */
  public Manifests manifests(EpochHeader header) throws IOException {
    String path = ArchivePaths.manifests(header.manifests());
    Bytes bytes = need(path);
    checkHash(path, bytes, header.manifests());
    try {
      return Manifests.decode(bytes);
    } catch (CodecException | IllegalArgumentException | ArithmeticException e) {
      throw new EvidenceException(path, String.valueOf(e.getMessage()));
    }
  }

  /** The state after an epoch, if a snapshot of it was archived; checked against the state root. */
  public Optional<StateTree> snapshot(EpochHeader header) throws IOException {
    String path = ArchivePaths.snapshot(header.epoch(), header.attempt());
    Optional<Bytes> bytes = reader.read(path);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    List<Map.Entry<Bytes, Bytes>> entries = new ArrayList<>();
    StateTree state;
    try {
      CborReader cbor = new CborReader(bytes.get());
      while (cbor.hasMore()) {
        entries.add(Map.entry(cbor.bytes(), cbor.bytes()));
      }
      state = StateTree.of(entries);
    } catch (CodecException | IllegalArgumentException e) {
      throw new EvidenceException(path, "entry " + entries.size() + ": " + e.getMessage());
    }
    if (!state.root().equals(header.stateRoot())) {
      throw new EvidenceException(path, "does not have the state root of its header");
    }
    return Optional.of(state);
  }

  private List<Bytes> items(String path, Hash hash, long count) throws IOException {
    Bytes bytes = need(path);
    List<Bytes> items;
    try {
      items = CborSequence.split(bytes.unsafeArray(), MOST_ITEMS);
    } catch (CodecException e) {
      throw new EvidenceException(path, e.getMessage());
    }
    checkHash(path, bytes, hash);
    if (items.size() != count) {
      throw new EvidenceException(
          path, "holds " + items.size() + " items, its header says " + count);
    }
    return items;
  }

  private static void checkHash(String path, Bytes bytes, Hash hash) {
    Hash found = Hash.sha256(bytes.unsafeArray());
    if (!found.equals(hash)) {
      throw new EvidenceException(path, "was changed: its hash is " + found + ", not " + hash);
    }
  }

  private Bytes need(String path) throws IOException {
    return need(path, ArchivePaths.epochOf(path).orElse(Long.MAX_VALUE));
  }

  private Bytes need(String path, long epoch) throws IOException {
    Optional<Bytes> found = reader.read(path);
    if (found.isPresent()) {
      return found.get();
    }
    long from = kept().from();
    throw ArchivePaths.isPrunable(path) && epoch < from
        ? EvidenceException.pruned(path, from)
        : EvidenceException.missing(path);
  }
}
