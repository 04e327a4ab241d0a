package polder.adapters.evm;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.adapters.evm.RpcNode.Answer;
import polder.adapters.evm.RpcNode.Call;
import polder.ports.chain.Anchor;
import polder.ports.chain.ChainException;
import polder.ports.chain.Intent;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;

/** What one node is asked, in types. */
final class Eth {
  static final String LATEST = "latest";

  private final RpcNode node;

  Eth(RpcNode node) {
    this.node = node;
  }

  long chainId() throws ChainException {
    return Quantity.small(node.call("eth_chainId"), "chain id");
  }

  Block head() throws ChainException {
    return block(LATEST)
        .orElseThrow(
            () -> new ChainException(ChainException.Kind.REFUSED, "the node has no block yet"));
  }

  Optional<Block> block(long number) throws ChainException {
    return block(Quantity.of(number));
  }

  private Optional<Block> block(String tag) throws ChainException {
    return block(node.call("eth_getBlockByNumber", tag, false));
  }

  private static Optional<Block> block(JsonNode block) throws ChainException {
    if (block.isNull()) {
      return Optional.empty();
    }
    BigInteger baseFee =
        block.has("baseFeePerGas")
            ? Quantity.number(block.path("baseFeePerGas"), "base fee")
            : BigInteger.ZERO;
    Anchor at =
        new Anchor(
            Quantity.small(block.path("number"), "block number"),
            Quantity.hash(block.path("hash"), "block hash"));
    return Optional.of(new Block(at, baseFee, Quantity.small(block.path("gasLimit"), "gas limit")));
  }

  /** The transactions of a block, whole; nothing if there is no such block. */
  List<JsonNode> transactions(long number) throws ChainException {
    JsonNode block = node.call("eth_getBlockByNumber", Quantity.of(number), true);
    List<JsonNode> all = new ArrayList<>();
    block.path("transactions").forEach(all::add);
    return all;
  }

  /** How many transactions of {@code account} are in blocks up to {@code tag}. */
  long count(Account account, String tag) throws ChainException {
    return Quantity.small(
        node.call("eth_getTransactionCount", Quantity.of(account), tag), "transaction count");
  }

  BigInteger balance(Account account) throws ChainException {
    return Quantity.number(node.call("eth_getBalance", Quantity.of(account), LATEST), "balance");
  }

  boolean hasCode(Account account) throws ChainException {
    return code(account).size() > 0;
  }

  Bytes code(Account account) throws ChainException {
    return Quantity.bytes(node.call("eth_getCode", Quantity.of(account), LATEST), "code");
  }

  JsonNode feeHistory(int blocks, int percentile) throws ChainException {
    return node.call("eth_feeHistory", Quantity.of(blocks), LATEST, List.of(percentile));
  }

  /** The receipts of those of {@code transactions} that are in blocks of the chain as it is now. */
  Map<Hash, Receipt> receipts(List<Hash> transactions) throws ChainException {
    List<Call> calls = new ArrayList<>();
    for (Hash transaction : transactions) {
      calls.add(new Call("eth_getTransactionReceipt", Quantity.of(transaction)));
    }
    Map<Hash, Receipt> found = new LinkedHashMap<>();
    List<Call> headers = new ArrayList<>();
    for (Answer answer : node.batch(calls)) {
      JsonNode said = answer.value();
      if (!said.isNull()) {
        Receipt receipt = receipt(said);
        found.put(receipt.transaction(), receipt);
        headers.add(new Call("eth_getBlockByNumber", Quantity.of(receipt.block().number()), false));
      }
    }
    List<Hash> order = List.copyOf(found.keySet());
    List<Answer> blocks = node.batch(headers);
    for (int i = 0; i < order.size(); i++) {
      // A node in the middle of a re-organisation may still show receipts of blocks it has left.
      Receipt receipt = found.get(order.get(i));
      Optional<Block> block = block(blocks.get(i).value());
      if (receipt != null && block.filter(there -> there.at().equals(receipt.block())).isEmpty()) {
        found.remove(order.get(i));
      }
    }
    return found;
  }

  private static Receipt receipt(JsonNode said) throws ChainException {
    JsonNode created = said.path("contractAddress");
    boolean made = !created.isMissingNode() && !created.isNull();
    return new Receipt(
        Quantity.hash(said.path("transactionHash"), "transaction hash"),
        new Anchor(
            Quantity.small(said.path("blockNumber"), "block number"),
            Quantity.hash(said.path("blockHash"), "block hash")),
        Quantity.small(said.path("status"), "status") == 1,
        Quantity.small(said.path("gasUsed"), "gas used"),
        made ? Optional.of(Quantity.account(created, "address")) : Optional.empty());
  }

  /** Whether the node has this transaction, be it in a block or not. */
  boolean knows(Hash transaction) throws ChainException {
    return !node.call("eth_getTransactionByHash", Quantity.of(transaction)).isNull();
  }

  void send(Bytes raw) throws ChainException {
    node.call("eth_sendRawTransaction", Quantity.of(raw));
  }

  long estimateGas(Account from, Intent intent) throws ChainException {
    return Quantity.small(node.call("eth_estimateGas", message(from, intent), LATEST), "gas");
  }

  /** Runs an intent's effect on the state after a block, and changes nothing. */
  void simulate(Account from, Intent intent, long block) throws ChainException {
    node.call("eth_call", message(from, intent), Quantity.of(block));
  }

  private static Map<String, Object> message(Account from, Intent intent) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("from", Quantity.of(from));
    intent.to().ifPresent(to -> message.put("to", Quantity.of(to)));
    message.put("data", Quantity.of(intent.data()));
    message.put("value", Quantity.of(intent.value()));
    intent.gasLimit().ifPresent(gas -> message.put("gas", Quantity.of(gas)));
    return message;
  }

  /**
   * What a contract's function gives.
   *
   * @param block a tag, or an object of EIP-1898
   */
  Bytes call(Account contract, Bytes data, Object block) throws ChainException {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("to", Quantity.of(contract));
    message.put("data", Quantity.of(data));
    return Quantity.bytes(node.call("eth_call", message, block), "result");
  }

  /** Raw logs of a range of blocks, both ends included. */
  JsonNode logs(Map<String, Object> filter) throws ChainException {
    return node.call("eth_getLogs", filter);
  }
}
