package polder.adapters.evm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.ports.chain.Anchor;
import polder.ports.chain.ChainEvent;
import polder.ports.chain.ChainException;
import polder.ports.chain.ChainException.Kind;
import polder.ports.chain.EventFilter;
import polder.ports.chain.EventPage;
import polder.protocol.Hash;
import tools.jackson.databind.JsonNode;

/**
 * Reads logs in ranges of blocks. A range is halved when the node will not give so much, and
 * doubled again when it does. That the chain did not change meanwhile is made sure of by the hashes
 * of the first and the last block, asked after the logs were given.
 */
final class EventReader {
  /** Blocks in one question to begin with: what most providers give. */
  static final long USUAL_RANGE = 2_000;

  private static final int MAX_TOPICS = 4;

  private final JsonRpc rpc;
  private final long mostBlocks;
  private long blocks;

  EventReader(JsonRpc rpc, long mostBlocks) {
    this.rpc = rpc;
    this.mostBlocks = mostBlocks;
    this.blocks = mostBlocks;
  }

  EventPage page(EventFilter filter, Optional<Anchor> cursor, Anchor upTo) throws ChainException {
    long from = Math.max(filter.fromBlock(), cursor.map(read -> read.number() + 1).orElse(0L));
    if (cursor.isPresent() && cursor.get().number() > upTo.number()) {
      throw new IllegalArgumentException(cursor.get() + " was read already, beyond " + upTo);
    }
    if (from > upTo.number()) {
      return rpc.ask(node -> {
        stillThere(new Eth(node), cursor, upTo);
        return new EventPage(List.of(), upTo);
      });
    }
    while (true) {
      long range = range();
      long to = Math.min(upTo.number(), from + range - 1);
      try {
        EventPage page = rpc.ask(node -> page(new Eth(node), filter, from, to, cursor, upTo));
        settle(range, Math.min(mostBlocks, range * 2));
        return page;
      } catch (ChainException e) {
        boolean less =
            e.kind() == Kind.TOO_MUCH || e.kind() == Kind.REFUSED || e.kind() == Kind.SLOW;
        if (!less || from == to) {
          throw e;
        }
        settle(range, Math.max(1, (to - from + 1) / 2));
      }
    }
  }

  private synchronized long range() {
    return blocks;
  }

  /** Unless another thread has learnt something meanwhile. */
  private synchronized void settle(long before, long now) {
    if (blocks == before) {
      blocks = now;
    }
  }

  private static EventPage page(
      Eth eth, EventFilter filter, long from, long to, Optional<Anchor> cursor, Anchor upTo)
      throws ChainException {
    // A node that has not this block yet would give fewer logs and no error.
    stillThere(eth, Optional.empty(), upTo);
    JsonNode said = eth.logs(question(filter, from, to));
    if (!said.isArray()) {
      throw new ChainException(Kind.REFUSED, "eth_getLogs: the node gave no list of logs");
    }
    List<ChainEvent> events = new ArrayList<>();
    for (JsonNode log : said) {
      events.add(event(log, from, to));
    }
    events.sort(
        Comparator.comparingLong((ChainEvent event) -> event.block().number())
            .thenComparingInt(ChainEvent::index));
    for (int i = 1; i < events.size(); i++) {
      ChainEvent one = events.get(i - 1);
      ChainEvent next = events.get(i);
      if (one.block().number() == next.block().number() && one.index() == next.index()) {
        throw new ChainException(
            Kind.REFUSED, "eth_getLogs: the node gave a log twice; use another");
      }
    }
    Optional<Block> last = eth.block(to);
    stillThere(eth, cursor, upTo);
    return new EventPage(
        events,
        last.map(Block::at)
            .orElseThrow(() -> new ChainException(Kind.FORKED, "block " + to + " went away")));
  }

  private static void stillThere(Eth eth, Optional<Anchor> cursor, Anchor upTo)
      throws ChainException {
    same(eth, upTo);
    if (cursor.isPresent()) {
      same(eth, cursor.get());
    }
  }

  private static void same(Eth eth, Anchor expected) throws ChainException {
    Optional<Anchor> found = eth.block(expected.number()).map(Block::at);
    if (found.isEmpty()) {
      // Not a fork yet: a node behind the others is asked later.
      throw new ChainException(
          Kind.UNREACHABLE, "the chain's node does not have block " + expected + " (yet)");
    }
    if (!found.get().equals(expected)) {
      throw new ChainException(
          Kind.FORKED,
          "the chain went back: where block "
              + expected
              + " was taken as settled, "
              + found.get()
              + " is now; more confirmations are needed on this chain");
    }
  }

  private static Map<String, Object> question(EventFilter filter, long from, long to) {
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("fromBlock", Quantity.of(from));
    question.put("toBlock", Quantity.of(to));
    question.put("address", filter.contracts().stream().map(Quantity::of).toList());
    if (!filter.kinds().isEmpty()) {
      List<String> kinds = filter.kinds().stream().map(Quantity::of).toList();
      question.put("topics", List.of(kinds));
    }
    return question;
  }

  private static ChainEvent event(JsonNode log, long from, long to) throws ChainException {
    long number = Quantity.small(log.path("blockNumber"), "block number");
    long index = Quantity.small(log.path("logIndex"), "log index");
    JsonNode topics = log.path("topics");
    boolean sound =
        number >= from
            && number <= to
            && index <= Integer.MAX_VALUE
            && topics.isArray()
            && topics.size() <= MAX_TOPICS
            && !log.path("removed").asBoolean(false);
    if (!sound) {
      throw new ChainException(
          Kind.REFUSED,
          "eth_getLogs: the node gave a log that was not asked for; use another node");
    }
    List<Hash> words = new ArrayList<>();
    for (JsonNode topic : topics) {
      words.add(Quantity.hash(topic, "topic"));
    }
    return new ChainEvent(
        new Anchor(number, Quantity.hash(log.path("blockHash"), "block hash")),
        (int) index,
        Quantity.hash(log.path("transactionHash"), "transaction hash"),
        Quantity.account(log.path("address"), "address"),
        words,
        Quantity.bytes(log.path("data"), "data"));
  }
}
