package polder.node.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.EpochHeader;
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
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.StateTree;

/**
 * Reads sealed epochs from an archive. Every file is checked against the hash in its header; what
 * does not fit is an {@link EvidenceException} that names the file.
 */
public final class EpochArchive {
  /** Most messages or lines in one epoch: a bound on what a foreign archive can make us read. */
  private static final int MOST_ITEMS = 100_000_000;

  private final Archive.Reader reader;

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
   * @param epoch its number
   * @param attempt which attempt
   */
  public record Position(long epoch, long attempt) {}

  /** The files that {@code sealed} is archived as. */
  public static SortedMap<String, Bytes> files(
      SealedEpoch sealed, SignedHeader header, Manifests manifests, boolean withSnapshot) {
    EpochHeader plain = header.header();
    SortedMap<String, Bytes> files = new TreeMap<>();
    files.put(ArchivePaths.manifests(plain.manifests()), manifests.encode());
    files.put(ArchivePaths.inputs(plain.epoch(), plain.attempt()), concat(sealed.inputs()));
    files.put(ArchivePaths.outcome(plain.epoch(), plain.attempt()), concat(sealed.outcomeBytes()));
    files.put(ArchivePaths.header(plain.epoch(), plain.attempt()), header.encode());
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

  private static Bytes snapshot(StateTree state) {
    List<Bytes> items = new ArrayList<>(2 * state.size());
    state.forEach(
        Bytes.EMPTY,
        (key, value) -> {
          items.add(new CborWriter().bytes(key).toBytes());
          items.add(new CborWriter().bytes(value).toBytes());
        });
    return concat(items);
  }

  private static Bytes concat(List<Bytes> items) {
    int size = 0;
    for (Bytes item : items) {
      size = Math.addExact(size, item.size());
    }
    byte[] all = new byte[size];
    int at = 0;
    for (Bytes item : items) {
      System.arraycopy(item.unsafeArray(), 0, all, at, item.size());
      at += item.size();
    }
    return Bytes.wrap(all);
  }

  /** The newest epoch, if the archive holds any. */
  public Optional<Position> latest() throws IOException {
    Optional<Bytes> pointer = reader.read(ArchivePaths.LATEST);
    if (pointer.isEmpty()) {
      return Optional.empty();
    }
    try {
      CborReader cbor = new CborReader(pointer.get());
      cbor.beginArray();
      Position position = new Position(cbor.integer(), cbor.integer());
      cbor.end();
      return Optional.of(position);
    } catch (CodecException e) {
      throw new EvidenceException(ArchivePaths.LATEST, e.getMessage());
    }
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

  /** The messages of an epoch, in canonical order. */
  public List<Bytes> inputs(EpochHeader header) throws IOException {
    return items(
        ArchivePaths.inputs(header.epoch(), header.attempt()),
        header.inputsFile(),
        header.inputsCount());
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
    } catch (CodecException | ManifestException e) {
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
    SortedMap<Bytes, Bytes> entries = new TreeMap<>();
    try {
      CborReader cbor = new CborReader(bytes.get());
      while (cbor.hasMore()) {
        entries.put(cbor.bytes(), cbor.bytes());
      }
    } catch (CodecException e) {
      throw new EvidenceException(path, e.getMessage());
    }
    StateTree state = StateTree.of(entries.entrySet());
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
    return reader.read(path).orElseThrow(() -> new EvidenceException(path, "is missing"));
  }
}
