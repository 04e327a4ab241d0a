package polder.adapters.push;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses a stranger may make the node speak to: those of the public internet. By the
 * special-purpose registries of IANA (RFC 6890); anything that is not certainly public is refused.
 *
 * @param privateAddresses whether any address will do
 * @param plainHttp whether http will do, and not https alone
 */
public record TargetRule(boolean privateAddresses, boolean plainHttp) {
  /** The public internet, by https. */
  public static final TargetRule PUBLIC = new TargetRule(false, false);

  private static final int FIRST_FREE_PORT = 1_024;

  /** What is wrong with an address, as far as it can be seen without asking anybody. */
  Optional<String> objection(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return Optional.of("this is no address of the web; write https://host/path");
    }
    String scheme = String.valueOf(uri.getScheme());
    if (uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
      return Optional.of("this is no address of the web; write https://host/path, in ASCII");
    }
    if (scheme.equals("http") && !plainHttp) {
      return Optional.of("this node sends by https alone; write https://…");
    }
    if (uri.getUserInfo() != null || uri.getFragment() != null) {
      return Optional.of("an address here has no user, password or fragment; leave it out");
    }
    int port = port(uri);
    if (port > 65_535
        || (!privateAddresses && port < FIRST_FREE_PORT && port != 80 && port != 443)) {
      return Optional.of("ports are 80, 443 and those from 1024 on; choose one of them");
    }
    return Optional.empty();
  }

  static int port(URI uri) {
    return uri.getPort() != -1 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
  }

  /**
   * Of all addresses that a name has, those that may be spoken to.
   *
   * @throws UnknownHostException if there is none; the words do not tell a stranger whether a name
   *     exists in the node's own network
   */
  List<InetAddress> allowed(InetAddress[] addresses) throws UnknownHostException {
    List<InetAddress> allowed =
        Arrays.stream(addresses).filter(its -> privateAddresses || isPublic(its)).toList();
    if (allowed.isEmpty()) {
      throw new UnknownHostException();
    }
    return allowed;
  }

  static boolean isPublic(InetAddress address) {
    return switch (address) {
      case Inet4Address four -> isPublic(four.getAddress(), 0);
      case Inet6Address six -> isPublicSix(six.getAddress());
      default -> false;
    };
  }

  private static boolean isPublic(byte[] bytes, int at) {
    int a = bytes[at] & 0xff;
    int b = bytes[at + 1] & 0xff;
    int c = bytes[at + 2] & 0xff;
    boolean special =
        a == 0
            || a == 10
            || a == 127
            || a >= 224
            || (a == 100 && b >= 64 && b < 128)
            || (a == 169 && b == 254)
            || (a == 172 && b >= 16 && b < 32)
            || (a == 192 && b == 168)
            || (a == 192 && b == 0 && (c == 0 || c == 2))
            || (a == 192 && b == 88 && c == 99)
            || (a == 198 && (b == 18 || b == 19))
            || (a == 198 && b == 51 && c == 100)
            || (a == 203 && b == 0 && c == 113);
    return !special;
  }

  private static boolean isPublicSix(byte[] bytes) {
    int first = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
    int second = (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    // 64:ff9b::/96 is how a network without IPv4 reaches it (RFC 6052).
    if (first == 0x64 && second == 0xff9b) {
      return Arrays.equals(bytes, 4, 12, new byte[8], 0, 8) && isPublic(bytes, 12);
    }
    // Global unicast, without what IETF protocols, documentation and tunnels take of it.
    return first >= 0x2000
        && first <= 0x3fff
        && !(first == 0x2001 && (second < 0x200 || second == 0xdb8))
        && first != 0x2002
        && first != 0x3fff;
  }
}
