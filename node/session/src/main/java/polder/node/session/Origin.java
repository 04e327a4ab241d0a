package polder.node.session;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a page came from, as browsers write it.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority the host in lower case, and the port unless it is the scheme's usual one
 */
public record Origin(String scheme, String authority) {
  private static final String HTTPS = "https";

  /**
   * The origin of an address.
   *
   * @throws IllegalArgumentException if it is none of http or https, or has a user, a path, a query
   *     or a fragment
   */
  public static Origin of(URI address) {
    return read(address)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "a public address is like https://polder.example, not " + address));
  }

  private static Optional<Origin> read(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    String host = address.getHost();
    String path = address.getRawPath();
    boolean whole =
        (scheme.equals("http") || scheme.equals(HTTPS))
            && host != null
            && address.getRawUserInfo() == null
            && (path == null || path.isEmpty() || path.equals("/"))
            && address.getRawQuery() == null
            && address.getRawFragment() == null;
    return whole
        ? Optional.of(of(scheme, String.valueOf(host), address.getPort()))
        : Optional.empty();
  }

  /** From its parts; {@code port} is −1 for the scheme's usual one. */
  static Origin of(String scheme, String host, int port) {
    boolean usual = port < 0 || port == usualPort(scheme);
    return new Origin(scheme, host.toLowerCase(Locale.ROOT) + (usual ? "" : ":" + port));
  }

  /** The origin of a URI that may have a path; nothing if it is of another kind. */
  static Optional<Origin> ofResource(String uri) {
    int path = uri.indexOf('/', uri.indexOf("://") + "://".length());
    int end = uri.length();
    for (char letter : new char[] {'?', '#'}) {
      int at = uri.indexOf(letter);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    try {
      return read(URI.create(uri.substring(0, path >= 0 ? Math.min(path, end) : end)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static int usualPort(String scheme) {
    return scheme.equals(HTTPS) ? 443 : 80;
  }

  /** Whether nobody between can read along. */
  public boolean isSecure() {
    return scheme.equals(HTTPS);
  }

  /** As a browser's header {@code Origin} has it. */
  @Override
  public String toString() {
    return scheme + "://" + authority;
  }
}
