package polder.app;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.adapters.evm.EvmChain;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmGovernance;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.adapters.files.DirectoryArchive;
import polder.epoch.RuleBook;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EvidenceException;
import polder.node.archive.ProgramHash;
import polder.node.closing.SystemTime;
import polder.node.settle.rules.RulesStore;
import polder.node.settle.rules.RulesWatch;
import polder.node.settle.rules.VotedRules;
import polder.ports.Archive;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Manifests;

/**
 * A validator's look at the vote on rules: it mirrors the books that proposals on the chain name,
 * from whichever node has them, so that they are not lost with the node that was given them.
 */
final class ValidatorRules implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ValidatorRules.class);
  private static final long WAIT_MILLIS = 1_000;
  private static final long POLL_MILLIS = 3_000;

  private final List<URI> rpc;
  private final List<Archive.Reader> nodes;
  private final DirectoryArchive mirror;
  private final RulesStore store;
  private final VotedRules voted;
  private final Thread thread;

  private ValidatorRules(
      List<URI> rpc,
      List<Archive.Reader> nodes,
      DirectoryArchive mirror,
      RulesStore store,
      VotedRules voted) {
    this.rpc = List.copyOf(rpc);
    this.nodes = List.copyOf(nodes);
    this.mirror = mirror;
    this.store = store;
    this.voted = voted;
    this.thread = Thread.ofVirtual().name("validator-rules").unstarted(this::run);
  }

  /** Starts to mirror into {@code mirror}, as soon as it has an epoch that says which chain. */
  static ValidatorRules start(
      List<URI> rpc, List<Archive.Reader> nodes, DirectoryArchive mirror, DataDirectory data)
      throws IOException {
    RulesStore store = new RulesStore(mirror, new RuleBook(Kinds.ALL));
    ValidatorRules rules =
        new ValidatorRules(
            rpc,
            nodes,
            mirror,
            store,
            new VotedRules(
                store, new DirectoryArchive(data.votedRules()), ProgramHash.of(Kinds.ALL)));
    rules.thread.start();
    return rules;
  }

  private void run() {
    try {
      Optional<DeploymentManifest> deployment = deployment();
      while (deployment.isEmpty()) {
        Thread.sleep(WAIT_MILLIS);
        deployment = deployment();
      }
      if (deployment.get().settlement().isPresent()) {
        watch(deployment.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.error("proposed rules are not mirrored: {}", e.getMessage(), e);
    }
  }

  private Optional<DeploymentManifest> deployment() {
    try {
      return store.latest().map(Manifests::deployment);
    } catch (IOException | EvidenceException e) {
      LOG.warn("the mirror does not say which chain is voted on: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private void watch(DeploymentManifest deployment) throws IOException, InterruptedException {
    JsonRpc asked = ChainAccess.rpc(rpc, deployment.chainId());
    try {
      EvmChain chain = new EvmChain(asked, 0);
      Optional<Long> begun = RulesWing.firstBlock(new EpochArchive(mirror));
      EvmGovernance governance =
          new EvmGovernance(
              chain,
              deployment.settlement().orElseThrow(),
              Contracts.read(),
              EvmSettlement.Gas.ESTIMATED,
              begun
                  .<EvmGovernance.Hint>map(EvmGovernance.Hint.Near::new)
                  .orElse(new EvmGovernance.Hint.None()));
      try (RulesWatch watch =
          new RulesWatch(
              new RulesWatch.Parts(
                  chain,
                  governance,
                  governance::governor,
                  Optional.empty(),
                  store,
                  voted,
                  this::fetch,
                  new SystemTime(),
                  begun.orElse(0L),
                  POLL_MILLIS))) {
        watch.start();
        while (true) {
          // Until it is interrupted.
          Thread.sleep(Long.MAX_VALUE);
        }
      }
    } finally {
      asked.close();
    }
  }

  private Optional<Bytes> fetch(Hash hash, List<String> locations) {
    for (Archive.Reader node : nodes) {
      try {
        Optional<Bytes> bytes = node.read(ArchivePaths.manifests(hash));
        if (bytes.isPresent()) {
          return bytes;
        }
      } catch (IOException e) {
        LOG.warn("rules {} cannot be had: {}", hash.toHex(), e.getMessage());
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
