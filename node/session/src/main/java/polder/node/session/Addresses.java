package polder.node.session;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Under which names this node lets people sign in. A wallet shows its owner the name that the page
 * has; whoever relays a message to a node that takes any name for its own gets a session of the
 * owner. So these names alone are known: those that the operator gives, those of this very machine
 * (at the node's own port, since other programs of the machine show pages too), and the address at
 * which the connection arrived.
 */
public final class Addresses {
  private static final HeaderName FORWARDED_PROTOCOL = HeaderNames.create("X-Forwarded-Proto");
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-f:.]{2,45}]|[a-z0-9._-]{1,253})(?::([0-9]{1,5}))?");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final List<Origin> given;

  /** With what the operator gives, beside the others. */
  public Addresses(List<Origin> given) {
    this.given = List.copyOf(given);
  }

  /** The origin that the sender of {@code request} sees, if it is one of this node's. */
  Optional<Origin> reachedBy(ServerRequest request) {
    if (!(request.localPeer().address() instanceof InetSocketAddress local)) {
      return Optional.empty();
    }
    Headers headers = request.headers();
    boolean secure =
        headers
            .first(FORWARDED_PROTOCOL)
            .map(protocol -> protocol.strip().equalsIgnoreCase("https"))
            .orElse(false);
    return headers.first(HeaderNames.HOST).flatMap(host -> reachedBy(host, secure, local));
  }

  /**
   * The same, from its parts.
   *
   * @param host of the request
   * @param secure whether a proxy says that it was asked by HTTPS; a lie harms only who tells it
   * @param local where the connection arrived
   */
  Optional<Origin> reachedBy(String host, boolean secure, InetSocketAddress local) {
    Matcher parts = HOST.matcher(host.strip().toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      return Optional.empty();
    }
    String scheme = secure ? "https" : "http";
    int port = parts.group(2) == null ? -1 : Integer.parseInt(parts.group(2));
    String name = parts.group(1);
    for (Origin known : given) {
      if (Origin.of(known.scheme(), name, port).equals(known)) {
        return Optional.of(known);
      }
    }
    int actual = port < 0 ? Origin.usualPort(scheme) : port;
    boolean own = LOOPBACK.contains(name) || isAddress(name, local.getAddress());
    return own && actual == local.getPort()
        ? Optional.of(Origin.of(scheme, name, port))
        : Optional.empty();
  }

  private static boolean isAddress(String name, InetAddress local) {
    String text = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    try {
      InetAddress said = InetAddress.ofLiteral(text);
      // Browsers write addresses of IPv4 in one way.
      return said.equals(local) && (name.startsWith("[") || said.getHostAddress().equals(text));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
