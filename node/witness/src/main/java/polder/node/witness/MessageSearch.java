package polder.node.witness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import polder.node.archive.EpochArchive;
import polder.node.archive.SignedHeader;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.merkle.AbsenceProof.ProvenLeaf;
import polder.protocol.message.Message;

/** Finds messages by their identity, from an epoch backwards along the chain of headers. */
final class MessageSearch {
  private final EpochArchive archive;
  private final HeaderChain chain;

  MessageSearch(EpochArchive archive, HeaderChain chain) {
    this.archive = archive;
    this.chain = chain;
  }

  /**
   * A message that was found.
   *
   * @param header the epoch whose input it is
   * @param proven its bytes, with their proof under that epoch's inputs root
   */
  record Found(SignedHeader header, ProvenLeaf proven) {}

  /**
   * Looks for messages, in an archive that was pruned no further back than they are kept.
   *
   * @param senders whose messages they are, to read no others; empty if that is not known
   * @param from where to begin
   * @param mostEpochs how many epochs to look through
   */
  SortedMap<Hash, Found> find(
      Iterable<Hash> wanted, List<Bytes> senders, SignedHeader from, long mostEpochs)
      throws IOException {
    TreeSet<Hash> missing = new TreeSet<>();
    wanted.forEach(missing::add);
    SortedMap<Hash, Found> found = new TreeMap<>();
    SignedHeader header = from;
    long keptFrom = keptFrom();
    for (long looked = 0; looked < mostEpochs && !missing.isEmpty(); looked++) {
      if (looked > 0) {
        if (header.header().epoch() <= keptFrom) {
          break;
        }
        header = chain.before(header);
      }
      if (header.header().inputsCount() > 0) {
        findIn(header, missing, senders, found);
      }
    }
    return found;
  }

  /** The first epoch whose messages can be looked through; 0 if none were pruned. */
  long keptFrom() throws IOException {
    return archive.kept().from();
  }

  private void findIn(
      SignedHeader header, TreeSet<Hash> missing, List<Bytes> senders, SortedMap<Hash, Found> found)
      throws IOException {
    ProvenList inputs = null;
    List<Bytes> messages = archive.inputs(header.header());
    for (int i = 0; i < messages.size() && !missing.isEmpty(); i++) {
      Bytes wire = messages.get(i);
      if (!senders.isEmpty() && !containsAny(wire, senders)) {
        continue;
      }
      Hash id = identity(wire);
      if (missing.remove(id)) {
        inputs = inputs == null ? ProvenList.inputs(archive, header) : inputs;
        found.put(id, new Found(header, inputs.prove(i)));
      }
    }
  }

  /** What a message is called; one that cannot be read is called by the hash of its bytes. */
  static Hash identity(Bytes wire) {
    try {
      return Message.decode(wire).id();
    } catch (CodecException e) {
      return Hash.sha256(wire.unsafeArray());
    }
  }

  /** The messages of {@code senders}, by their index. */
  static List<Integer> of(List<Bytes> messages, List<Bytes> senders) {
    List<Integer> indexes = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if (containsAny(messages.get(i), senders)) {
        indexes.add(i);
      }
    }
    return indexes;
  }

  private static boolean containsAny(Bytes wire, List<Bytes> parts) {
    return parts.stream().anyMatch(part -> contains(wire, part));
  }

  private static boolean contains(Bytes wire, Bytes part) {
    byte[] all = wire.unsafeArray();
    byte[] wanted = part.unsafeArray();
    for (int at = 0; at + wanted.length <= all.length; at++) {
      if (java.util.Arrays.equals(all, at, at + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }
}
