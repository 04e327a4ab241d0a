package polder.agent;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * The nodes that an agent may send to. It sends to one, and turns to another of the same deployment
 * when that one is away: whoever closes may vanish, and a validator closes in its place. For one
 * thread.
 */
final class Nodes implements AutoCloseable {
  private final List<NodeClient> all = new ArrayList<>();
  private final KnownDeployment known;
  private int current;
  private int asked;

  /**
   * @param addresses of nodes, the preferred first; at least one
   * @param known where what the current one says of its deployment is kept
   */
  Nodes(List<URI> addresses, KnownDeployment known) {
    addresses.forEach(address -> all.add(new NodeClient(address)));
    this.known = known;
  }

  /** How many there are. */
  int count() {
    return all.size();
  }

  /** The one that messages are sent to. */
  NodeClient current() {
    return all.get(current);
  }

  /**
   * What the first that answers says of its deployment; it is the current one from now on. The
   * preferred one may have begun anew; of the others those alone count that run what it ran.
   *
   * @throws NodeException what the preferred one did not answer with, if none answers
   */
  Deployment meet() throws IOException, InterruptedException {
    Optional<Hash> before = last().map(Deployment::id);
    Optional<NodeException> first = Optional.empty();
    for (int i = 0; i < all.size(); i++) {
      try {
        Bytes answer = all.get(i).networks();
        Hash id = Deployment.parse(answer).id();
        if (i == 0 || id.equals(before.orElse(id))) {
          return take(i, answer);
        }
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
   * Asks one of the others, the next one each time, and turns to it if it answers and runs {@code
   * deployment}; empty if not. One alone, because whoever waits for answers writes no readings
   * down.
   *
   * @throws IOException if the disk refuses
   */
  Optional<Deployment> turn(Deployment deployment) throws IOException, InterruptedException {
    asked = (asked + 1) % all.size();
    if (asked == current) {
      asked = (asked + 1) % all.size();
    }
    if (asked == current) {
      return Optional.empty();
    }
    try {
      Bytes answer = all.get(asked).networks();
      return Deployment.parse(answer).id().equals(deployment.id())
          ? Optional.of(take(asked, answer))
          : Optional.empty();
    } catch (NodeException e) {
      // It is away as well, or follows and takes no messages.
      return Optional.empty();
    }
  }

  private Deployment take(int node, Bytes answer) throws IOException {
    Deployment deployment = Deployment.parse(answer);
    known.keep(answer);
    current = node;
    asked = node;
    return deployment;
  }

  @Override
  public void close() {
    all.forEach(NodeClient::close);
  }
}
