package polder.app;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import polder.adapters.evm.EvmChain;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmInputs;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.epoch.EpochHeader;
import polder.node.validator.ChainCheck;
import polder.node.validator.ChainWitness;
import polder.node.validator.InputsCheck;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainPoint;
import polder.protocol.settlement.SettlementContracts;

/**
 * A validator's own view of the chain. Which chain and which contracts is known only when it reads
 * the first header's rules.
 */
final class ValidatorChain implements ChainWitness, AutoCloseable {
  private final List<URI> urls;
  private Optional<Open> open = Optional.empty();

  private record Open(
      long chainId,
      SettlementContracts contracts,
      JsonRpc rpc,
      ChainCheck check,
      InputsCheck inputs) {}

  /** Through the chain's nodes at {@code urls}. */
  ValidatorChain(List<URI> urls) {
    this.urls = List.copyOf(urls);
  }

  @Override
  public synchronized Answer of(EpochHeader header, DeploymentManifest deployment) {
    if (deployment.settlement().isEmpty()) {
      return new Answer.Fits();
    }
    try {
      return open(deployment.chainId(), deployment.settlement().get()).check().of(header);
    } catch (IOException e) {
      return new Answer.NotNow("the chain cannot be asked: " + e.getMessage());
    }
  }

  @Override
  public synchronized Answer tookIn(
      ChainPoint before,
      EpochHeader header,
      List<ChainEvent> events,
      DeploymentManifest deployment) {
    if (deployment.settlement().isEmpty()) {
      return new Answer.Fits();
    }
    try {
      return open(deployment.chainId(), deployment.settlement().get())
          .inputs()
          .wrong(before, header.chain(), events)
          .<Answer>map(Answer.Wrong::new)
          .orElseGet(Answer.Fits::new);
    } catch (IOException e) {
      return new Answer.NotNow("the chain's events cannot be read: " + e.getMessage());
    }
  }

  private Open open(long chainId, SettlementContracts contracts) throws IOException {
    if (open.isPresent()
        && open.get().chainId() == chainId
        && open.get().contracts().equals(contracts)) {
      return open.get();
    }
    close();
    Contracts compiled = Contracts.read();
    JsonRpc rpc = ChainAccess.rpc(urls, chainId);
    EvmChain chain = new EvmChain(rpc, 0);
    ChainCheck check =
        new ChainCheck(
            chain, new EvmSettlement(chain, contracts, compiled, EvmSettlement.Gas.ESTIMATED));
    Open opened =
        new Open(
            chainId,
            contracts,
            rpc,
            check,
            new InputsCheck(new EvmInputs(chain, contracts, compiled)));
    open = Optional.of(opened);
    return opened;
  }

  @Override
  public synchronized void close() {
    open.ifPresent(its -> its.rpc().close());
    open = Optional.empty();
  }
}
