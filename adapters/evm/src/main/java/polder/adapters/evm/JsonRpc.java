package polder.adapters.evm;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import polder.ports.chain.ChainException;
import polder.ports.chain.ChainException.Kind;

/**
 * The nodes of one chain. One of them is asked until it fails; then the next is, from the
 * question's beginning, so that no answer mixes two nodes' views of the chain. Safe for any thread.
 */
public final class JsonRpc implements AutoCloseable {
  /** Most addresses. */
  public static final int MAX_NODES = 16;

  /** A question of one or several calls, which may be asked again from its beginning. */
  @FunctionalInterface
  interface Question<T> {
    T askOf(RpcNode node) throws ChainException;
  }

  private final List<RpcNode> nodes;
  private final HttpPost post;
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * The chain behind {@code urls}; nothing is asked yet.
   *
   * @param urls http or https addresses, the preferred first; at most {@link #MAX_NODES}
   * @param chainId what every node must say it is, by EIP-155; if absent, what the first one says
   * @throws IllegalArgumentException if one is no such address, or there is none
   */
  public JsonRpc(List<URI> urls, OptionalLong chainId, RpcLimits limits) {
    if (urls.isEmpty() || urls.size() > MAX_NODES) {
      throw new IllegalArgumentException("a chain needs 1 to " + MAX_NODES + " node addresses");
    }
    this.post = new HttpPost(limits);
    RpcNode.Expected expected = new RpcNode.Expected(chainId);
    List<RpcNode> all = new ArrayList<>();
    for (URI url : urls) {
      String scheme = url.getScheme();
      boolean web = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
      if (!web || url.getHost() == null) {
        throw new IllegalArgumentException(
            "not an address of a chain's node: " + url + " (it begins with http(s)://host)");
      }
      all.add(new RpcNode(url, post, limits, expected));
    }
    this.nodes = List.copyOf(all);
  }

  /** One node without a word on which chain it must be. */
  public static JsonRpc at(URI url) {
    return new JsonRpc(List.of(url), OptionalLong.empty(), RpcLimits.USUAL);
  }

  /**
   * Asks each node in turn until one answers.
   *
   * @throws ChainException what the last one failed with if none does, or the first answer that is
   *     a refusal
   */
  <T> T ask(Question<T> question) throws ChainException {
    ChainException last = new ChainException(Kind.UNREACHABLE, "no node was asked");
    for (int tried = 0; tried < nodes.size(); tried++) {
      int at = turn.get();
      RpcNode node = nodes.get(Math.floorMod(at, nodes.size()));
      boolean fit = false;
      try {
        node.check();
        fit = true;
        return question.askOf(node);
      } catch (ChainException e) {
        if (fit && !e.passing()) {
          throw e;
        }
        node.forget();
        last = e;
        // Another thread may have turned to the next already.
        turn.compareAndSet(at, at + 1);
      }
    }
    throw last;
  }

  @Override
  public void close() {
    post.close();
  }
}
