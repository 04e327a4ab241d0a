package polder.app;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import polder.adapters.evm.Anvil;
import polder.adapters.evm.EvmChain;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.Sender;
import polder.adapters.evm.SenderLimits;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmDisputes;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.node.archive.EvidenceException;
import polder.node.closing.SystemTime;
import polder.node.settle.Challenger;
import polder.node.settle.Judge;
import polder.node.settle.Members;
import polder.protocol.manifest.DeploymentManifest;

/** The part of a validator that challenges false epochs on the chain, on a thread of its own. */
final class ChallengeWing implements AutoCloseable {
  private static final long LOOK_MILLIS = 1_000;

  private final Parts parts;
  private final Consumer<String> said;
  private final Started started = new Started("the challenger");
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private Optional<Challenger> challenger = Optional.empty();
  private String trouble = "";

  /** The rules that name the contracts. */
  interface Rules {
    /** Of the newest epoch that was computed; nothing before the first. */
    Optional<DeploymentManifest> deployment() throws IOException;
  }

  /** What it works with. */
  record Parts(List<URI> rpc, Wallet wallet, DataDirectory data, Judge judge, Rules rules) {}

  /**
   * Over {@code parts}; begins at once.
   *
   * @param said is told in a line what it does, and what keeps it from that
   */
  ChallengeWing(Parts parts, Consumer<String> said) {
    this.parts = parts;
    this.said = said;
    this.thread = Thread.ofPlatform().name("challenger").start(this::run);
  }

  private void run() {
    try {
      do {
        try {
          round();
          trouble = "";
        } catch (IOException | EvidenceException e) {
          tell(String.valueOf(e.getMessage()));
        }
      } while (!stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(String what) {
    if (!what.equals(trouble)) {
      trouble = what;
      said.accept("cannot look for false epochs: " + what);
    }
  }

  private void round() throws IOException {
    if (challenger.isEmpty()) {
      Optional<DeploymentManifest> deployment = parts.rules().deployment();
      if (deployment.isEmpty()) {
        return;
      }
      if (deployment.get().settlement().isEmpty()) {
        tell("the rules name no settlement contract");
        return;
      }
      challenger = Optional.of(open(deployment.get()));
    }
    challenger.get().round();
  }

  private Challenger open(DeploymentManifest deployment) throws IOException {
    boolean local = deployment.chainId() == Anvil.CHAIN_ID;
    EvmSettlement.Gas gas = EvmSettlement.Gas.of(local);
    Contracts compiled = Contracts.read();
    JsonRpc rpc = ChainAccess.rpc(parts.rpc(), deployment.chainId());
    try {
      EvmChain chain = new EvmChain(rpc, 0);
      EvmSettlement settlement =
          new EvmSettlement(chain, deployment.settlement().orElseThrow(), compiled, gas);
      EvmDisputes disputes = EvmDisputes.of(chain, settlement, compiled, gas);
      Sender sender =
          new Sender(
              rpc,
              parts.wallet(),
              compiled.reasons(),
              local ? ChainAccess.localLimits() : SenderLimits.usual(),
              // Another log than that of a takeover, which may be at work too.
              parts.data().transactions().resolveSibling("challenges"));
      started.add(rpc);
      started.add(sender);
      return new Challenger(
          new Challenger.Parts(
              chain,
              settlement,
              new Members(settlement),
              disputes,
              sender,
              parts.judge(),
              new SystemTime()),
          said);
    } catch (IOException | RuntimeException e) {
      rpc.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    stopped.countDown();
    thread.join();
    started.close();
  }
}
