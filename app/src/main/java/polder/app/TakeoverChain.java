package polder.app;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import polder.adapters.evm.Wallet;
import polder.node.validator.Finals;
import polder.ports.chain.Anchor;
import polder.ports.chain.Settlement.Head;
import polder.protocol.manifest.DeploymentManifest;

/**
 * A validator's way to the chain that pays: what is final there, and whose turn it is. Which chain
 * and which contracts is known only with the first epoch's rules.
 */
final class TakeoverChain implements Finals, AutoCloseable {
  /** So many final headers wait to be deep enough. */
  private static final int MOST_WAITING = 64;

  private final List<URI> urls;
  private final DataDirectory data;
  private final Wallet wallet;
  private final Deque<Seen> waiting = new ArrayDeque<>();
  private Optional<ChainAccess> open = Optional.empty();
  private volatile Optional<Decided> decided = Optional.empty();

  /** A final header, and the block that must be an anchor before it counts. */
  private record Seen(Head head, long block) {}

  /** Through the chain's nodes at {@code urls}, with the account of {@code wallet}. */
  TakeoverChain(List<URI> urls, DataDirectory data, Wallet wallet) {
    this.urls = List.copyOf(urls);
    this.data = data;
    this.wallet = wallet;
  }

  /** The way to the contracts of {@code deployment}, which names some. */
  synchronized ChainAccess access(DeploymentManifest deployment) throws IOException {
    if (open.isEmpty()) {
      open = Optional.of(ChainAccess.of(urls, data, deployment, wallet));
    }
    return open.get();
  }

  /** Looks how far the chain is. */
  synchronized void look(DeploymentManifest deployment) throws IOException {
    ChainAccess access = access(deployment);
    Optional<Anchor> anchor = access.anchors().anchor();
    if (anchor.isEmpty()) {
      return;
    }
    Head head = access.settlement().head();
    // A reorganisation takes back what was seen.
    waiting.removeIf(seen -> contradicts(head, seen.head()));
    if (head.next() > 0
        && waiting.size() < MOST_WAITING
        && (waiting.isEmpty() || waiting.getLast().head().next() < head.next())) {
      waiting.add(new Seen(head, anchor.get().number() + access.depth()));
    }
    while (!waiting.isEmpty() && waiting.getFirst().block() <= anchor.get().number()) {
      Head deep = waiting.removeFirst().head();
      decided = Optional.of(new Decided(deep.next() - 1, deep.hash()));
    }
  }

  private static boolean contradicts(Head now, Head before) {
    return now.next() < before.next()
        || (now.next() == before.next() && !now.hash().equals(before.hash()));
  }

  @Override
  public Optional<Decided> latest() {
    return decided;
  }

  @Override
  public synchronized void close() throws IOException {
    if (open.isPresent()) {
      open.get().close();
      open = Optional.empty();
    }
  }
}
