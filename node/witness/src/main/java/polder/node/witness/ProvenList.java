package polder.node.witness;

import java.io.IOException;
import java.util.List;
import polder.epoch.EpochHeader;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EvidenceException;
import polder.node.archive.SignedHeader;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.merkle.AbsenceProof.ProvenLeaf;
import polder.protocol.merkle.MerkleProof;
import polder.protocol.merkle.MerkleTree;

/**
 * A list that an epoch was sealed with, its messages or the lines of its outcome, every item of
 * which is proven under the root in the epoch's header.
 */
final class ProvenList {
  private final List<Bytes> items;
  private final MerkleTree tree;

  private ProvenList(List<Bytes> items, Hash root, String path) {
    this.items = items;
    this.tree = MerkleTree.of(items);
    if (!tree.root().equals(root)) {
      throw new EvidenceException(path, "does not have the root that its header names");
    }
  }

  /** The messages of an epoch. */
  static ProvenList inputs(EpochArchive archive, SignedHeader signed) throws IOException {
    EpochHeader header = signed.header();
    return new ProvenList(
        archive.inputs(header),
        header.inputsRoot(),
        ArchivePaths.inputs(header.epoch(), header.attempt()));
  }

  /** The lines of an epoch's outcome. */
  static ProvenList outcome(EpochArchive archive, SignedHeader signed) throws IOException {
    EpochHeader header = signed.header();
    return new ProvenList(
        archive.outcomeBytes(header),
        header.outcomeRoot(),
        ArchivePaths.outcome(header.epoch(), header.attempt()));
  }

  List<Bytes> items() {
    return items;
  }

  MerkleTree tree() {
    return tree;
  }

  /** The item at {@code index}, its proof checked once more as a stranger would. */
  ProvenLeaf prove(int index) {
    MerkleProof proof = tree.prove(index);
    if (!proof.verifies(tree.root(), items.get(index))) {
      throw new IllegalStateException("a proof of item " + index + " does not hold");
    }
    return new ProvenLeaf(items.get(index), proof);
  }
}
