package polder.epoch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
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

  /**
   * What is archived beside the inputs, hashed.
   *
   * @param lines of the outcome
   * @param root of the tree over them
   * @param file SHA-256 of them as archived
   * @param inputsFile the same of the messages
   * @param paidNano what they say is paid
   */
  private record Written(List<Bytes> lines, Hash root, Hash file, Hash inputsFile, long paidNano) {}

  /** The state after the epoch, and what of it a header says. */
  private record After(
      StateTree state, List<StateTree.HashedChange> changes, Hash payoutsRoot, long totalNano) {}

  SealedEpoch seal(
      StateTree before,
      StateDraft draft,
      InputList listed,
      List<OutcomeLine> outcome,
      SealedEpoch.Counts counts,
      SortedMap<Hash, Bytes> exhibits) {
    return engine.both(
        () -> after(before, draft),
        () -> written(listed, outcome),
        (after, written) ->
            new SealedEpoch(
                header(listed, written, after),
                inputs.events(),
                seed.links(),
                listed.messages(),
                written.lines(),
                counts,
                after.changes(),
                exhibits,
                after.state()));
  }

  private After after(StateTree before, StateDraft draft) {
    List<StateTree.HashedChange> changes = draft.changes(engine);
    StateTree after = before.copy();
    after.apply(changes, engine::map);
    Payouts.Hashed payouts = Payouts.Hashed.of(after, inputs.manifests().deployment(), engine);
    return new After(after, changes, payouts.root(engine), payouts.totalNano());
  }

  private Written written(InputList listed, List<OutcomeLine> outcome) {
    List<Bytes> lines = new ArrayList<>(outcome.size());
    List<Hash> leaves = new ArrayList<>(outcome.size());
    long paidNano = 0;
    for (OutcomeLine line : outcome) {
      lines.add(line.encoded());
      leaves.add(line.leaf());
      paidNano = Math.addExact(paidNano, line.paidNano());
    }
    Hash root = MerkleFrontier.root(leaves, engine::map);
    long paid = paidNano;
    return engine.both(
        () -> fileHash(lines),
        () -> fileHash(listed.messages()),
        (file, inputsFile) ->
            new Written(Collections.unmodifiableList(lines), root, file, inputsFile, paid));
  }

  private EpochHeader header(InputList listed, Written written, After after) {
    List<Bytes> events = engine.map(inputs.events(), ChainEvent::encode);
    return new EpochHeader(
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
        listed.root(),
        listed.messages().size(),
        written.inputsFile(),
        listed.identities().root(),
        listed.identities().count(),
        written.root(),
        written.lines().size(),
        written.file(),
        after.state().root(),
        after.payoutsRoot(),
        written.paidNano(),
        after.totalNano(),
        Math.subtractExact(after.totalNano(), returnedNano(after.state())));
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
