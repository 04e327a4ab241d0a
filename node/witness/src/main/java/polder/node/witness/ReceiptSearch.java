package polder.node.witness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EvidenceException;
import polder.node.archive.SignedHeader;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.merkle.AbsenceProof;
import polder.protocol.merkle.MerkleTree;
import polder.protocol.message.Message;
import polder.protocol.receipt.Bond;
import polder.protocol.receipt.Receipt;

/** Looks whether acknowledged messages are in one of the epochs that their receipts name. */
public final class ReceiptSearch {
  /** Identities are ascending and each once. */
  private static final AbsenceProof.Order<Hash> ORDER =
      new AbsenceProof.Order<>(leaf -> Hash.of(leaf.toArray()), Comparator.naturalOrder());

  /** Epochs whose identities are kept at hand. */
  private static final int MOST_AT_HAND = 16;

  private final EpochArchive archive;
  private final HeaderChain chain;
  private final Map<Hash, Identities> atHand = new LinkedHashMap<>();

  /** In {@code archive}, by the headers of {@code chain}. */
  public ReceiptSearch(EpochArchive archive, HeaderChain chain) {
    this.archive = archive;
    this.chain = chain;
  }

  /** What became of a message. */
  public sealed interface Fate {
    /** It is in {@code epoch}. */
    record Kept(long epoch) implements Fate {}

    /** It is in none yet, and may still come into one up to {@code deadline}. */
    record Open(long deadline) implements Fate {}

    /** It is in none of those that were promised. */
    record Lost(List<Missed> epochs) implements Fate {
      /** Copies the list. */
      public Lost {
        epochs = List.copyOf(epochs);
      }
    }
  }

  /**
   * An epoch in which the message is not.
   *
   * @param absence among the identities of the header
   */
  public record Missed(SignedHeader header, AbsenceProof absence) {}

  private record Identities(MerkleTree tree, List<Bytes> leaves, TreeSet<Hash> all) {}

  /**
   * Looks for the message of {@code receipt}, for which a stake answers.
   *
   * @throws EvidenceException if the archive lacks one of the epochs, or it is damaged
   */
  public Fate find(Receipt receipt) throws IOException {
    Bond bond = receipt.bond().orElseThrow();
    long latest = chain.latest().orElse(-1L);
    List<Missed> missed = new ArrayList<>();
    for (long epoch = bond.from(); epoch <= Math.min(bond.deadline(), latest); epoch++) {
      SignedHeader header = chain.at(epoch);
      Identities identities = identities(header);
      if (identities.all().contains(receipt.message())) {
        return new Fate.Kept(epoch);
      }
      missed.add(
          new Missed(
              header,
              AbsenceProof.of(identities.tree(), identities.leaves(), receipt.message(), ORDER)));
    }
    return latest < bond.deadline() ? new Fate.Open(bond.deadline()) : new Fate.Lost(missed);
  }

  private Identities identities(SignedHeader signed) throws IOException {
    Hash name = signed.header().hash();
    Identities known = atHand.get(name);
    if (known != null) {
      return known;
    }
    TreeSet<Hash> all = new TreeSet<>();
    for (Bytes wire : archive.inputs(signed.header())) {
      try {
        all.add(Message.decode(wire).id());
      } catch (CodecException e) {
        // What cannot be read has no identity, and was promised to nobody.
      }
    }
    List<Bytes> leaves = all.stream().map(id -> Bytes.wrap(id.toArray())).toList();
    Identities identities = new Identities(MerkleTree.of(leaves), leaves, all);
    if (!identities.tree().root().equals(signed.header().identitiesRoot())) {
      throw new EvidenceException(
          ArchivePaths.inputs(signed.header().epoch(), signed.header().attempt()),
          "has other identities than its header says");
    }
    if (atHand.size() == MOST_AT_HAND) {
      atHand.keySet().stream().findFirst().ifPresent(atHand::remove);
    }
    atHand.put(name, identities);
    return identities;
  }
}
