package polder.epoch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import polder.epoch.EpochHeader.SeedTrust;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SeedCommitment;
import polder.protocol.settlement.SeedEvent;
import polder.protocol.settlement.SeedLink;

/**
 * Validators' seed chains, and an epoch's seed: whose link is due follows from the state before,
 * since only commitments that were sealed before may count; a link counts if it leads to the one
 * that was known last.
 */
final class SeedBook {
  private final long epoch;
  private final StateDraft state;
  private final SortedMap<Account, SeedCommitment> due = new TreeMap<>();

  /** Of the state before {@code epoch}. */
  SeedBook(StateDraft state, long epoch) {
    this.epoch = epoch;
    this.state = state;
    for (Map.Entry<Bytes, Bytes> entry : state.before(StateKeys.seeds()).entrySet()) {
      SeedEntry seed = SeedEntry.decode(entry.getValue());
      if (seed.isDue(epoch)) {
        due.put(StateKeys.seedOf(entry.getKey()), seed.commitment().orElseThrow());
      }
    }
  }

  /**
   * A seed.
   *
   * @param links those that count, by account
   * @param withheld whose link was due and is not there, ascending
   */
  record Drawn(Hash seed, SeedTrust trust, List<SeedLink> links, List<Account> withheld) {}

  /** Whose link is due, with what is known of their chains. */
  SortedMap<Account, SeedCommitment> due() {
    return Collections.unmodifiableSortedMap(due);
  }

  /** The ones of {@code links} that count, by account. */
  List<SeedLink> counting(List<SeedLink> links) {
    return List.copyOf(revealed(links).values().stream().map(Revealed::link).toList());
  }

  private record Revealed(SeedLink link, SeedCommitment known) {}

  private SortedMap<Account, Revealed> revealed(List<SeedLink> links) {
    SortedMap<Account, Revealed> revealed = new TreeMap<>();
    for (SeedLink link : links) {
      Optional.ofNullable(due.get(link.validator()))
          .flatMap(known -> known.reveal(epoch, link.link()))
          .ifPresent(known -> revealed.put(link.validator(), new Revealed(link, known)));
    }
    return revealed;
  }

  /** Makes the seed and remembers the links. */
  Drawn draw(EpochInputs inputs, Hash inputsRoot, List<SeedLink> links) {
    List<SeedLink> counting = new ArrayList<>();
    revealed(links)
        .forEach((validator, its) -> {
          counting.add(its.link());
          remember(validator, its.known());
        });
    SortedSet<Account> withheld = new TreeSet<>(due.keySet());
    counting.forEach(link -> withheld.remove(link.validator()));
    SeedTrust trust =
        counting.size() < SeedTrust.LEAST_LINKS ? SeedTrust.OPERATOR_TRUSTED : SeedTrust.VALIDATORS;
    return new Drawn(
        seed(inputs, inputsRoot, trust, counting),
        trust,
        List.copyOf(counting),
        List.copyOf(withheld));
  }

  /** A chain that was announced in this very epoch stays announced. */
  private void remember(Account validator, SeedCommitment known) {
    SeedEntry now = entry(state, validator);
    SeedCommitment with =
        now.commitment()
            .flatMap(SeedCommitment::later)
            .filter(later -> later.from() > known.from())
            .map(later -> known.followedBy(later.tip(), later.from()))
            .orElse(known);
    put(state, validator, now.knowing(with));
  }

  /**
   * Among several validators the inputs are left out on purpose: then nobody chooses a seed by
   * choosing inputs, not even who knows all links because the epoch is closed again. A node alone
   * knows its link beforehand, so that inputs are all that keeps devices from knowing the seed.
   */
  private static Hash seed(
      EpochInputs inputs, Hash inputsRoot, SeedTrust trust, List<SeedLink> links) {
    CborWriter writer = new CborWriter();
    if (trust == SeedTrust.VALIDATORS) {
      writer.beginArray(3).text("polder/seed/validators").hash(inputs.previous());
    } else {
      writer
          .beginArray(5)
          .text("polder/seed/operator")
          .hash(inputs.previous())
          .integer(inputs.attempt())
          .hash(inputsRoot);
    }
    writer.beginArray(links.size());
    for (SeedLink link : links) {
      writer.beginArray(2).bytes(link.validator().address()).hash(link.link());
    }
    return Hash.sha256(writer.toByteArray());
  }

  /** Takes in what the chain said in {@code epoch}; it counts from the next one on. */
  static void take(StateDraft state, long epoch, SeedEvent event) {
    switch (event) {
      case SeedEvent.Committed committed -> {
        SeedEntry now = entry(state, committed.validator());
        put(state, committed.validator(), now.knowing(commitment(now, epoch, committed)));
      }
      case SeedEvent.Entered entered -> {
        entered.replaced().ifPresent(out -> put(state, out, entry(state, out).entered(false)));
        put(state, entered.validator(), entry(state, entered.validator()).entered(true));
      }
      case SeedEvent.Left left ->
          put(state, left.validator(), entry(state, left.validator()).entered(false));
    }
  }

  /** The chain before, if any, goes on until the new one's time. */
  private static SeedCommitment commitment(SeedEntry now, long epoch, SeedEvent.Committed event) {
    return now.commitment()
        .map(known -> known.at(epoch).followedBy(event.tip(), event.from()))
        .orElseGet(() -> SeedCommitment.of(event.tip(), event.from()));
  }

  private static SeedEntry entry(StateDraft state, Account validator) {
    return state.get(StateKeys.seed(validator)).map(SeedEntry::decode).orElse(SeedEntry.NEW);
  }

  private static void put(StateDraft state, Account validator, SeedEntry entry) {
    state.put(StateKeys.seed(validator), Optional.of(entry.encode()));
  }
}
