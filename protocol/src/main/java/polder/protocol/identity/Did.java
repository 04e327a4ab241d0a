package polder.protocol.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A decentralised identifier (W3C DID 1.0) of the methods that Polder knows. */
public sealed interface Did {
  /** Longer text is refused before it is looked at. */
  int MAX_TEXT = 512;

  /** The identifier as text, as it was read. */
  String text();

  /**
   * A key that is its own name: a device, or whoever issues credentials without a web site.
   *
   * @param device the key
   */
  record Key(DeviceId device) implements Did {
    @Override
    public String text() {
      return device.did();
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /**
   * An account on an EVM chain (method did:pkh over CAIP-10).
   *
   * @param chainId the chain's number by EIP-155, above zero
   * @param address {@code 0x} and 40 digits as they were written: with checksum or in one case
   */
  record Pkh(long chainId, String address) implements Did {
    private static final Pattern TEXT =
        Pattern.compile("did:pkh:eip155:([1-9][0-9]{0,17}):(0x[0-9a-fA-F]{40})");

    /**
     * Checks the address.
     *
     * @throws IllegalArgumentException if it is none, or its checksum is wrong
     */
    public Pkh {
      Account.parse(address);
    }

    static Pkh parse(String text) {
      Matcher matcher = TEXT.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "a did:pkh of an owner is did:pkh:eip155:<chain>:0x and 40 hexadecimal digits");
      }
      return new Pkh(Long.parseLong(matcher.group(1)), matcher.group(2));
    }

    /** The account. */
    public Account account() {
      return Account.parse(address);
    }

    @Override
    public String text() {
      return "did:pkh:eip155:" + chainId + ":" + address;
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /**
   * Whoever holds a domain name (method did:web): its document lies on its web site.
   *
   * @param host a domain name in lower case; no IP address
   * @param port a port from 1 to 65535; 0 where the text names none
   * @param path segments below the host; empty for the site itself
   */
  record Web(String host, int port, List<String> path) implements Did {
    private static final String SCHEME = "did:web:";
    private static final int MAX_HOST = 253;
    private static final int MAX_SEGMENTS = 16;
    private static final Pattern HOST =
        Pattern.compile(
            "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern LAST_NUMBER = Pattern.compile("(.*\\.)?[0-9]+");
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_~.-]{1,100}");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    /**
     * Checks host, port and path.
     *
     * @throws IllegalArgumentException if one is not what it should be
     */
    public Web {
      if (host.length() > MAX_HOST
          || !HOST.matcher(host).matches()
          || LAST_NUMBER.matcher(host).matches()) {
        throw new IllegalArgumentException(
            "a did:web names a domain in lower case, such as did:web:example.org, and no IP"
                + " address");
      }
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("a port is from 1 to 65535");
      }
      path = List.copyOf(path);
      if (path.size() > MAX_SEGMENTS || !path.stream().allMatch(Web::isSegment)) {
        throw new IllegalArgumentException(
            "the path of a did:web has at most 16 segments of letters, digits, - . _ and ~");
      }
    }

    private static boolean isSegment(String segment) {
      return SEGMENT.matcher(segment).matches() && !segment.equals(".") && !segment.equals("..");
    }

    static Web parse(String text) {
      String[] parts = text.substring(SCHEME.length()).split(":", -1);
      List<String> path = new ArrayList<>(List.of(parts).subList(1, parts.length));
      // The colon before a port is written %3A, since colons part segments.
      String[] authority = parts[0].split("%3A", 2);
      if (authority.length == 2 && !PORT.matcher(authority[1]).matches()) {
        throw new IllegalArgumentException("a port is from 1 to 65535");
      }
      return new Web(
          authority[0], authority.length == 2 ? Integer.parseInt(authority[1]) : 0, path);
    }

    /**
     * The site that is reached at {@code authority}.
     *
     * @param authority {@code host} or {@code host:port}
     * @throws IllegalArgumentException if the host is no domain name
     */
    public static Web ofAuthority(String authority) {
      return parse(SCHEME + authority.replace(":", "%3A"));
    }

    /** Where its document lies, by https. */
    public String url() {
      String site = "https://" + host + (port == 0 ? "" : ":" + port);
      return site + documentPath();
    }

    /** The path of its document on the site. */
    public String documentPath() {
      return path.isEmpty() ? "/.well-known/did.json" : "/" + String.join("/", path) + "/did.json";
    }

    @Override
    public String text() {
      StringBuilder text = new StringBuilder(SCHEME).append(host);
      if (port != 0) {
        text.append("%3A").append(port);
      }
      path.forEach(segment -> text.append(':').append(segment));
      return text.toString();
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /**
   * Reads an identifier, without fragment, query or path.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static Did parse(String text) {
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException("a DID of more than " + MAX_TEXT + " characters");
    }
    if (text.startsWith("did:key:")) {
      return new Key(DeviceId.parse(text));
    }
    if (text.startsWith("did:pkh:")) {
      return Pkh.parse(text);
    }
    if (text.startsWith(Web.SCHEME)) {
      return Web.parse(text);
    }
    throw new IllegalArgumentException(
        "a DID here starts with did:key:, did:pkh:eip155: or did:web:");
  }
}
