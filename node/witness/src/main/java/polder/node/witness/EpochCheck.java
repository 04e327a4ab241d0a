package polder.node.witness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import polder.epoch.EpochHeader;
import polder.epoch.EpochSchedule;
import polder.epoch.OutcomeCodec;
import polder.epoch.OutcomeLeaf;
import polder.epoch.SealedEpoch;
import polder.epoch.StateEntry;
import polder.networks.EpochWindow;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.node.archive.EvidenceException;
import polder.node.archive.SignedHeader;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CodecException;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.StateTree;
import polder.protocol.money.Amounts;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.SeedLink;

/** Checks one archived epoch: its files against its header, and all of it by computing it again. */
public final class EpochCheck {
  private final EpochArchive archive;
  private final Reexecution reexecution;
  private final EpochHeader header;
  private final String headerFile;
  private final String outcomeFile;

  /** Of the epoch of {@code signed} in {@code archive}. */
  public EpochCheck(EpochArchive archive, Reexecution reexecution, SignedHeader signed) {
    this.archive = archive;
    this.reexecution = reexecution;
    this.header = signed.header();
    this.headerFile = HeaderChain.path(signed);
    this.outcomeFile = ArchivePaths.outcome(header.epoch(), header.attempt());
  }

  /** What came of the check. */
  public sealed interface Result {
    /** The same, with the state after the epoch. */
    record Same(StateTree after) implements Result {}

    /** Not the same. */
    record Different(Difference difference) implements Result {}
  }

  /** Checks the epoch from the state before it. */
  public Result check(StateTree before) throws IOException {
    try {
      return checkFiles(before);
    } catch (EvidenceException e) {
      return new Result.Different(Difference.of(header.epoch(), e));
    }
  }

  private Result checkFiles(StateTree before) throws IOException {
    Manifests manifests = archive.manifests(header);
    Optional<String> wrongWindow = wrongWindow(header, manifests.deployment());
    if (wrongWindow.isPresent()) {
      return differs(headerFile, wrongWindow.get(), List.of());
    }
    Bytes inputsBytes = archive.uncheckedInputs(position());
    if (!Hash.sha256(inputsBytes.unsafeArray()).equals(header.inputsFile())) {
      return new Result.Different(changedInputs(inputsBytes, manifests));
    }
    List<ChainEvent> events = archive.events(header);
    List<SeedLink> links = archive.links(header);
    List<Bytes> inputs = archive.inputs(header);
    SealedEpoch computed;
    try {
      computed = reexecution.compute(before, header, manifests, events, links, inputs);
    } catch (EvidenceException e) {
      // An exhibit is missing or damaged here; another archive may have it.
      throw e;
    } catch (RuntimeException e) {
      // The epoch program refuses no messages, so rules or state are not what they should be.
      return differs(headerFile, "the epoch cannot be computed: " + e.getMessage(), List.of());
    }
    return compare(computed, inputs);
  }

  private Position position() {
    return new Position(header.epoch(), header.attempt());
  }

  /** Why the window of {@code header} is none of {@code deployment}, if so. */
  public static Optional<String> wrongWindow(EpochHeader header, DeploymentManifest deployment) {
    if (!deployment.id().equals(header.deployment())) {
      return Optional.of("the rules are those of another deployment");
    }
    EpochWindow window;
    try {
      window = EpochSchedule.at(deployment, header.epoch(), header.startMillis());
    } catch (ArithmeticException e) {
      return Optional.of("the window lies beyond time");
    }
    return window.startMillis() == header.startMillis() && window.endMillis() == header.endMillis()
        ? Optional.empty()
        : Optional.of(
            "the window from "
                + header.startMillis()
                + " to "
                + header.endMillis()
                + " is none of the deployment's");
  }

  private Difference changedInputs(Bytes file, Manifests manifests) throws IOException {
    Set<Hash> refused = new HashSet<>();
    try {
      for (OutcomeLeaf leaf : archive.outcome(header)) {
        if (leaf instanceof OutcomeLeaf.Refusal refusal) {
          refused.add(refusal.message());
        }
      }
    } catch (EvidenceException e) {
      // Changed as well; then more messages may look wrong than are.
      refused.clear();
    }
    String path = ArchivePaths.inputs(header.epoch(), header.attempt());
    String what =
        new InputsDiagnosis(manifests.deployment(), refused).of(file, header.inputsCount());
    return Difference.changed(header.epoch(), path, "was changed: " + what, List.of());
  }

  private Result compare(SealedEpoch computed, List<Bytes> inputs) throws IOException {
    EpochHeader mine = computed.header();
    for (int i = 0; i < inputs.size(); i++) {
      if (!computed.inputs().get(i).equals(inputs.get(i))) {
        return differs(
            ArchivePaths.inputs(header.epoch(), header.attempt()),
            "message " + i + " stands out of canonical order",
            List.of());
      }
    }
    Bytes file = archive.uncheckedOutcome(position());
    if (!Hash.sha256(file.unsafeArray()).equals(header.outcomeFile())) {
      return new Result.Different(changedOutcome(file, computed));
    }
    Optional<Difference> line =
        new OutcomeComparison(
                header.epoch(), outcomeFile, archive.outcome(header), computed.outcome())
            .first();
    if (line.isPresent()) {
      return new Result.Different(line.get());
    }
    Optional<StateTree> snapshot = Optional.empty();
    if (mine.stateRoot().equals(header.stateRoot())) {
      // Read to be checked against the state root, though nothing is computed from it.
      snapshot = archive.snapshot(header);
    } else {
      return differs(headerFile, "the state differs", stateDetails(computed.after()));
    }
    List<String> fields = fields(mine);
    if (!fields.isEmpty() || !mine.hash().equals(header.hash())) {
      return differs(headerFile, "the header differs", fields);
    }
    return new Result.Same(snapshot.orElse(computed.after()));
  }

  private Difference changedOutcome(Bytes file, SealedEpoch computed) {
    CborReader reader = new CborReader(file);
    int line = 0;
    String what = "it lacks line " + computed.outcomeBytes().size();
    while (reader.hasMore()) {
      Bytes found;
      try {
        found = reader.encodedItem();
        OutcomeCodec.decode(found);
      } catch (CodecException | IllegalArgumentException e) {
        what = "line " + line + " is none: " + e.getMessage();
        break;
      }
      if (line >= computed.outcomeBytes().size()
          || !found.equals(computed.outcomeBytes().get(line))) {
        what = "line " + line + " is not what the messages lead to";
        break;
      }
      line++;
    }
    if (line >= computed.outcome().size()) {
      return Difference.changed(header.epoch(), outcomeFile, "was changed: " + what, List.of());
    }
    OutcomeLeaf leaf = computed.outcome().get(line);
    return new Difference(
        Difference.Kind.CHANGED,
        header.epoch(),
        outcomeFile,
        outcomeFile + " was changed: " + what + ", which is " + LineNames.describe(leaf),
        LineNames.subject(leaf),
        List.of(),
        LineNames.messages(leaf));
  }

  /** The first entry that differs is known where the state of this epoch was archived. */
  private List<String> stateDetails(StateTree computed) throws IOException {
    List<String> details = new ArrayList<>();
    details.add("state root is " + header.stateRoot() + ", computed is " + computed.root());
    Optional<StateTree> snapshot = archive.snapshot(header);
    if (snapshot.isEmpty()) {
      details.add("no snapshot of this epoch says which entry");
      return details;
    }
    NavigableMap<Bytes, Bytes> mine = computed.range(Bytes.EMPTY);
    NavigableMap<Bytes, Bytes> theirs = snapshot.get().range(Bytes.EMPTY);
    for (Map.Entry<Bytes, Bytes> entry : mine.entrySet()) {
      Optional<Bytes> their = Optional.ofNullable(theirs.remove(entry.getKey()));
      if (!their.equals(Optional.of(entry.getValue()))) {
        details.add("the first entry that differs is " + StateEntry.describe(entry.getKey()));
        return details;
      }
    }
    details.add("the archive has too much: " + StateEntry.describe(theirs.firstKey()));
    return details;
  }

  private List<String> fields(EpochHeader mine) {
    List<String> fields = new ArrayList<>();
    add(fields, "root of the chain's events", header.eventsRoot(), mine.eventsRoot());
    add(fields, "number of the chain's events", header.eventsCount(), mine.eventsCount());
    add(fields, "inputs root", header.inputsRoot(), mine.inputsRoot());
    add(fields, "number of messages", header.inputsCount(), mine.inputsCount());
    add(fields, "root of identities", header.identitiesRoot(), mine.identitiesRoot());
    add(fields, "number of identities", header.identitiesCount(), mine.identitiesCount());
    add(fields, "number of links in the seed", header.linksCount(), mine.linksCount());
    add(fields, "who withheld a link", header.withheld(), mine.withheld());
    add(fields, "trust in the seed", header.seedTrust(), mine.seedTrust());
    add(fields, "seed", header.seed(), mine.seed());
    add(fields, "outcome root", header.outcomeRoot(), mine.outcomeRoot());
    add(fields, "number of lines", header.outcomeCount(), mine.outcomeCount());
    add(fields, "payouts root", header.payoutsRoot(), mine.payoutsRoot());
    add(
        fields,
        "paid",
        Amounts.format(header.paidNano()) + " tokens",
        Amounts.format(mine.paidNano()) + " tokens");
    add(
        fields,
        "earned since genesis",
        Amounts.format(header.earnedNano()) + " tokens",
        Amounts.format(mine.earnedNano()) + " tokens");
    add(
        fields,
        "minted since genesis",
        Amounts.format(header.mintedNano()) + " tokens",
        Amounts.format(mine.mintedNano()) + " tokens");
    return fields;
  }

  private static void add(List<String> fields, String name, Object theirs, Object mine) {
    if (!theirs.equals(mine)) {
      fields.add(name + " is " + theirs + " in the archive, computed is " + mine);
    }
  }

  private Result differs(String file, String summary, List<String> details) {
    return new Result.Different(
        Difference.differs(
            header.epoch(), file, "epoch " + header.epoch() + ": " + summary, details));
  }
}
