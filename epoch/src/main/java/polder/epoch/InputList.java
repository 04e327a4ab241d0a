package polder.epoch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.merkle.MerkleFrontier;

/**
 * The messages of an epoch as they are archived, and what stands for them in its header.
 *
 * @param messages their bytes, in canonical order and those that cannot be read last
 * @param root of the tree over them
 * @param identities of those that have one: what cannot be read was promised to nobody
 */
record InputList(List<Bytes> messages, Hash root, Identities identities) {
  static InputList of(List<ReadMessage.Good> good, List<ReadMessage.Bad> bad, EpochEngine engine) {
    List<Bytes> messages = new ArrayList<>(good.size() + bad.size());
    List<Hash> leaves = new ArrayList<>(good.size() + bad.size());
    List<Hash> identities = new ArrayList<>(good.size());
    for (ReadMessage.Good read : good) {
      messages.add(read.wire());
      leaves.add(read.leaf());
      identities.add(read.message().id());
    }
    for (ReadMessage.Bad read : bad) {
      messages.add(read.wire());
      leaves.add(read.leaf());
    }
    return new InputList(
        Collections.unmodifiableList(messages),
        MerkleFrontier.root(leaves, engine::map),
        Identities.of(identities, engine));
  }
}
