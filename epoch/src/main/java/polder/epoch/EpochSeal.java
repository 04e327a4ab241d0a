package polder.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.merkle.MerkleFrontier;
import polder.protocol.merkle.MerkleTree;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.SeedLinks;

/** Puts everything under a few roots. */
final class EpochSeal {
  private final EpochInputs inputs;
  private final SeedBook.Drawn seed;
  private final EpochEngine engine;

  EpochSeal(EpochInputs inputs, SeedBook.Drawn seed, EpochEngine engine) {
    this.inputs = inputs;
    this.seed = seed;
    this.engine = engine;
  }

  SealedEpoch seal(
      StateTree before,
      List<StateTree.HashedChange> changes,
      InputList messages,
      List<OutcomeLine> outcome,
      SealedEpoch.Counts counts,
      SortedMap<Hash, Bytes> exhibits) {
    List<Bytes> lines = new ArrayList<>(outcome.size());
    List<Hash> leaves = new ArrayList<>(outcome.size());
    long paidNano = 0;
    for (OutcomeLine line : outcome) {
      lines.add(line.encoded());
      leaves.add(line.leaf());
      paidNano = Math.addExact(paidNano, line.paidNano());
    }
    StateTree after = before.copy();
    after.apply(changes, engine::map);
    Payouts.Hashed payouts = Payouts.Hashed.of(after, inputs.manifests().deployment(), engine);
    List<Supplier<Hash>> parts =
        List.of(payouts::root, () -> fileHash(messages.messages()), () -> fileHash(lines));
    List<Hash> hashes = engine.map(parts, Supplier::get);
    Hash payoutsRoot = hashes.get(0);
    Hash inputsFile = hashes.get(1);
    Hash outcomeFile = hashes.get(2);
    List<Bytes> events = engine.map(inputs.events(), ChainEvent::encode);
    EpochHeader header =
        new EpochHeader(
            inputs.manifests().deployment().id(),
            inputs.window().epoch(),
            inputs.attempt(),
            inputs.previous(),
            inputs.window().startMillis(),
            inputs.window().endMillis(),
            inputs.chain(),
            MerkleTree.of(events).root(),
            events.size(),
            fileHash(events),
            seed.seed(),
            seed.trust(),
            Hash.sha256(SeedLinks.encode(seed.links()).unsafeArray()),
            seed.links().size(),
            seed.withheld(),
            inputs.program(),
            inputs.manifests().hash(),
            messages.root(),
            messages.messages().size(),
            inputsFile,
            messages.identities().root(),
            messages.identities().count(),
            MerkleFrontier.root(leaves, engine::map),
            lines.size(),
            outcomeFile,
            after.root(),
            payoutsRoot,
            paidNano,
            payouts.totalNano(),
            Math.subtractExact(payouts.totalNano(), returnedNano(after)));
    return new SealedEpoch(
        header,
        inputs.events(),
        seed.links(),
        messages.messages(),
        List.copyOf(lines),
        counts,
        changes,
        exhibits,
        after);
  }

  /** SHA-256 of the items one after the other: a CBOR sequence (RFC 8742), as archived. */
  private static Hash fileHash(List<Bytes> items) {
    byte[][] parts = new byte[items.size()][];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = items.get(i).unsafeArray();
    }
    return Hash.sha256(parts);
  }

  private static long returnedNano(StateTree after) {
    return after
        .get(StateKeys.chain())
        .map(ChainEntry::decode)
        .orElse(ChainEntry.NEW)
        .returnedNano();
  }
}
