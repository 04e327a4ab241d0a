package polder.adapters.evm;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import polder.ports.chain.Anchor;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.EventFilter;
import polder.ports.chain.EventPage;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;

/** Reads an EVM chain. */
public final class EvmChain implements Chain {
  private final JsonRpc rpc;
  private final int confirmations;
  private final EventReader events;

  /**
   * The chain behind {@code rpc}.
   *
   * @param confirmations how many blocks must stand on one that is built upon, 0 for none
   */
  public EvmChain(JsonRpc rpc, int confirmations) {
    if (confirmations < 0) {
      throw new IllegalArgumentException("confirmations are not below 0: " + confirmations);
    }
    this.rpc = rpc;
    this.confirmations = confirmations;
    this.events = new EventReader(rpc, EventReader.USUAL_RANGE);
  }

  @Override
  public long chainId() throws ChainException {
    return rpc.ask(node -> new Eth(node).chainId());
  }

  @Override
  public Anchor head() throws ChainException {
    return rpc.ask(node -> new Eth(node).head().at());
  }

  @Override
  public Optional<Anchor> anchor() throws ChainException {
    return rpc.ask(node -> {
      Eth eth = new Eth(node);
      Block head = eth.head();
      long number = head.at().number() - confirmations;
      return number < 0 ? Optional.empty() : eth.block(number).map(Block::at);
    });
  }

  @Override
  public Optional<Anchor> block(long number) throws ChainException {
    return rpc.ask(node -> new Eth(node).block(number).map(Block::at));
  }

  @Override
  public boolean hasCode(Account account) throws ChainException {
    return rpc.ask(node -> new Eth(node).hasCode(account));
  }

  /** The code at {@code account}; empty if there is no contract. */
  public Bytes code(Account account) throws ChainException {
    return rpc.ask(node -> new Eth(node).code(account));
  }

  @Override
  public BigInteger balance(Account account) throws ChainException {
    return rpc.ask(node -> new Eth(node).balance(account));
  }

  @Override
  public Bytes call(Account contract, Bytes data) throws ChainException {
    return rpc.ask(node -> new Eth(node).call(contract, data, Eth.LATEST));
  }

  @Override
  public Bytes call(Account contract, Bytes data, Anchor block) throws ChainException {
    // EIP-1898: by hash, and only if that block is on the chain.
    Map<String, Object> at =
        Map.of("blockHash", Quantity.of(block.hash()), "requireCanonical", true);
    return rpc.ask(node -> new Eth(node).call(contract, data, at));
  }

  @Override
  public EventPage events(EventFilter filter, Optional<Anchor> cursor, Anchor upTo)
      throws ChainException {
    return events.page(filter, cursor, upTo);
  }
}
