package polder.epoch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.LeadingSort;
import polder.protocol.merkle.MerkleFrontier;
import polder.protocol.merkle.MerkleTree;

/**
 * The messages of an epoch by identity alone, ascending and each once, under a root: two neighbours
 * of it show in a few hundred bytes that a message between them is not in the epoch, which the
 * settlement contract can check without reading messages.
 *
 * @param root of the tree (RFC 6962) over them
 * @param count how many
 */
record Identities(Hash root, long count) {
  static Identities of(List<Hash> messages, EpochEngine engine) {
    List<Hash> ascending = new ArrayList<>(messages);
    LeadingSort.sort(ascending, Hash::a, Comparator.naturalOrder());
    List<Hash> distinct = new ArrayList<>(ascending.size());
    for (Hash message : ascending) {
      if (distinct.isEmpty() || !distinct.getLast().equals(message)) {
        distinct.add(message);
      }
    }
    List<Hash> leaves =
        engine.map(distinct, message -> MerkleTree.leafHash(Bytes.wrap(message.toArray())));
    return new Identities(MerkleFrontier.root(leaves, engine::map), distinct.size());
  }
}
