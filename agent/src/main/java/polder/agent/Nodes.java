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
public final class Nodes implements AutoCloseable {
  private final List<NodeClient> all = new ArrayList<>();
  private final KnownDeployment known;
  private int current;
  private int asked;

  /**
   * None of them is asked yet.
   *
   * @param addresses of nodes, the preferred first; at least one
   * @param known where what the current one says of its deployment is kept
   */
  public Nodes(List<URI> addresses, KnownDeployment known) {
    addresses.forEach(address -> all.add(new NodeClient(address)));
    this.known = known;
  }

  /** How many there are. */
  public int count() {
    return all.size();
  }

  /** The one that messages are sent to. */
  public NodeClient current() {
    return all.get(current);
  }

  /**
   * What a node says of its deployment; it is the current one from now on. Once one was met, the
   * preferred one alone is asked: it may have begun anew, and what was said before will do to begin
   * with while it is away.
   *
   * @throws NodeException what the preferred one did not answer with
   */
  public Deployment meet() throws IOException, InterruptedException {
    try {
      return take(0, all.getFirst().networks());
    } catch (NodeException e) {
      for (int i = 1; i < all.size() && last().isEmpty(); i++) {
        try {
          return take(i, all.get(i).networks());
        } catch (NodeException alsoAway) {
          e.addSuppressed(alsoAway);
        }
      }
      throw e;
    }
  }

  /** What a node said when it was asked last, at this start or an earlier one. */
  public Optional<Deployment> last() throws IOException {
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
    return asked == current ? Optional.empty() : ask(asked, deployment);
  }

  /**
   * Asks the current one again, which may be another than was met; empty if it does not run {@code
   * deployment}.
   *
   * @throws IOException if the disk refuses
   */
  Optional<Deployment> again(Deployment deployment) throws IOException, InterruptedException {
    return ask(current, deployment);
  }

  private Optional<Deployment> ask(int node, Deployment deployment)
      throws IOException, InterruptedException {
    try {
      Bytes answer = all.get(node).networks();
      return Deployment.parse(answer).id().equals(deployment.id())
          ? Optional.of(take(node, answer))
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
