package polder.agent;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.protocol.Bytes;

/**
 * The nodes that an agent may send to. It sends to one, and turns to another of the same deployment
 * when that one is away: whoever closes may vanish, and a validator closes in its place. For one
 * thread.
 */
final class Nodes implements AutoCloseable {
  private final List<NodeClient> all = new ArrayList<>();
  private final KnownDeployment known;
  private int current;

  /**
   * @param addresses of nodes, the preferred first; at least one
   * @param known where what the current one says of its deployment is kept
   */
  Nodes(List<URI> addresses, KnownDeployment known) {
    addresses.forEach(address -> all.add(new NodeClient(address)));
    this.known = known;
  }

  /** The one that messages are sent to. */
  NodeClient current() {
    return all.get(current);
  }

  /**
   * What the first that answers says of its deployment; it is the current one from now on.
   *
   * @throws NodeException what the preferred one did not answer with, if none answers
   */
  Deployment meet() throws IOException, InterruptedException {
    Optional<NodeException> first = Optional.empty();
    for (int i = 0; i < all.size(); i++) {
      try {
        return take(i, all.get(i).networks());
      } catch (NodeException e) {
        first = Optional.of(first.orElse(e));
      }
    }
    throw first.orElseThrow();
  }

  /** What a node said when it was asked last, at this start or an earlier one. */
  Optional<Deployment> last() throws IOException {
    return known.load();
  }

  /**
   * Turns to the next node that answers and runs {@code deployment}; empty if no other does.
   *
   * @throws IOException if the disk refuses
   */
  Optional<Deployment> turn(Deployment deployment) throws IOException, InterruptedException {
    for (int i = 1; i < all.size(); i++) {
      int next = (current + i) % all.size();
      try {
        Bytes answer = all.get(next).networks();
        if (Deployment.parse(answer).id().equals(deployment.id())) {
          return Optional.of(take(next, answer));
        }
      } catch (NodeException e) {
        // It is away as well, or follows and takes no messages: the next one, then.
        continue;
      }
    }
    return Optional.empty();
  }

  private Deployment take(int node, Bytes answer) throws IOException {
    Deployment deployment = Deployment.parse(answer);
    known.keep(answer);
    current = node;
    return deployment;
  }

  @Override
  public void close() {
    all.forEach(NodeClient::close);
  }
}
