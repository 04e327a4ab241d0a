package polder.app;

import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmGovernance;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.HttpArchive;
import polder.epoch.RuleBook;
import polder.epoch.Standing;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.node.closing.Closing;
import polder.node.gateway.HttpLimits;
import polder.node.settle.rules.RulesRoutes;
import polder.node.settle.rules.RulesStore;
import polder.node.settle.rules.RulesWatch;
import polder.node.settle.rules.VotedRules;
import polder.ports.Archive;
import polder.ports.Time;
import polder.ports.chain.RulesHistory;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.manifest.Manifests;

/** The part of a node that closes by the rules that were voted for, not by those on its disk. */
final class RulesWing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RulesWing.class);
  private static final long LOCAL_POLL_MILLIS = 1_000;
  private static final long REMOTE_POLL_MILLIS = 15_000;

  /** A development chain has its contracts in its first blocks. */
  private static final long FIRST_BLOCKS = 1_000;

  private static final HttpArchive.Limits FETCH =
      new HttpArchive.Limits(RulesStore.MOST_BYTES, Duration.ofSeconds(20));

  private final RulesStore store;
  private final VotedRules voted;
  private final RulesWatch watch;

  private RulesWing(RulesStore store, VotedRules voted, RulesWatch watch) {
    this.store = store;
    this.voted = voted;
    this.watch = watch;
  }

  /** Over {@code access}, which is closed by whoever opened it. */
  static RulesWing open(
      ChainAccess access,
      DataDirectory data,
      Archive archive,
      RuleBook kinds,
      Hash program,
      Time time)
      throws IOException {
    boolean local = access.local().isPresent();
    Optional<Long> begun = firstBlock(new EpochArchive(archive.reader()));
    EvmGovernance governance =
        new EvmGovernance(
            access.chain(),
            access.contracts(),
            Contracts.read(),
            access.gas(),
            local
                ? new EvmGovernance.Hint.Near(FIRST_BLOCKS)
                : begun
                    .<EvmGovernance.Hint>map(EvmGovernance.Hint.Near::new)
                    .orElse(new EvmGovernance.Hint.None()));
    RulesStore store = new RulesStore(archive, kinds);
    VotedRules voted = new VotedRules(store, new DirectoryArchive(data.votedRules()), program);
    return new RulesWing(
        store,
        voted,
        new RulesWatch(
            new RulesWatch.Parts(
                access.chain(),
                governance,
                governance::governor,
                Optional.of(access.sender()),
                store,
                voted,
                RulesWing::fetch,
                time,
                local ? 0 : begun.orElse(0L),
                local ? LOCAL_POLL_MILLIS : REMOTE_POLL_MILLIS)));
  }

  /** The block that epoch 0 names: no proposal could have been made much before. */
  static Optional<Long> firstBlock(EpochArchive epochs) throws IOException {
    Position first = new Position(0, 0);
    return epochs.has(first)
        ? Optional.of(epochs.header(first).header().chain().block())
        : Optional.empty();
  }

  /**
   * The rules to start from, before {@link #voted} says which the next epoch has.
   *
   * @param disk those in the data directory's folder
   */
  Manifests begin(Manifests disk) throws IOException {
    watch.askOnce();
    Hash hash = disk.hash();
    boolean wanted =
        voted.history().stream()
            .flatMap(history -> history.rules().stream())
            .anyMatch(rules -> rules.manifests().equals(hash));
    if (wanted) {
      store.put(disk);
    }
    return store.latest().orElse(disk);
  }

  /** Gives each epoch its rules. */
  VotedRules voted() {
    return voted;
  }

  /** Starts to follow the vote. */
  List<HttpService> start(Closing closing) {
    watch.start();
    return List.of(
        new RulesRoutes(
            store,
            watch::status,
            () -> {
              Standing now = closing.standing();
              return new RulesRoutes.Here(now.nextEpoch(), now.manifests(), closing.hindrance());
            },
            voted.program(),
            HttpLimits.USUAL));
  }

  /** Which rules each epoch has, as far as is known. */
  Optional<RulesHistory> history() {
    return voted.history();
  }

  private static Optional<Bytes> fetch(Hash hash, List<String> locations) {
    for (String location : locations) {
      int slash = location.lastIndexOf('/');
      try {
        URI base = URI.create(location.substring(0, Math.max(0, slash)));
        try (HttpArchive there = new HttpArchive(base, FETCH)) {
          Optional<Bytes> bytes = there.read(location.substring(slash + 1));
          if (bytes.isPresent()) {
            return bytes;
          }
        }
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("rules {} cannot be had from {}: {}", hash.toHex(), location, e.getMessage());
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws InterruptedException {
    watch.close();
  }
}
