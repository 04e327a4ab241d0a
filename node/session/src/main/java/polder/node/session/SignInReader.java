package polder.node.session;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import polder.protocol.identity.Account;

/**
 * Reads the lines of a message of EIP-4361 in their order; each is needed unless said otherwise.
 */
final class SignInReader {
  private static final String WANTS = " wants you to sign in with your Ethereum account:";
  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9]{8,}");
  private static final Pattern CHAIN_ID = Pattern.compile("[0-9]{1,18}");

  /** {@code date-time} of RFC 3339; of fractions finer than a nanosecond nobody has need. */
  private static final Pattern DATE_TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
              + "([Zz]|[+-][0-9]{2}:[0-9]{2})");

  private final String[] lines;
  private int next;

  SignInReader(String text) {
    if (text.length() > SignInMessage.MOST_LETTERS) {
      throw new IllegalArgumentException(
          "a message has at most " + SignInMessage.MOST_LETTERS + " letters");
    }
    if (!text.chars().allMatch(letter -> letter == '\n' || (letter >= ' ' && letter <= '~'))) {
      throw new IllegalArgumentException(
          "a message is printable ASCII in lines that end with a line feed");
    }
    lines = text.split("\n", -1);
  }

  SignInMessage read() {
    String first = line("domain");
    if (!first.endsWith(WANTS)) {
      throw wrong("it must end with '" + WANTS.strip() + "'");
    }
    String site = first.substring(0, first.length() - WANTS.length());
    int slashes = site.indexOf("://");
    Optional<String> scheme =
        slashes < 0 ? Optional.empty() : Optional.of(site.substring(0, slashes));
    String domain = slashes < 0 ? site : site.substring(slashes + "://".length());
    require(scheme.isEmpty() || UriSyntax.isScheme(scheme.get()), "this is no scheme");
    require(!domain.isEmpty() && UriSyntax.isAuthority(domain), "this is no domain");
    Account account = account(line("account"));
    requireEmpty();
    Optional<String> statement = statement();
    String uri = uri(field("URI: "));
    require(field("Version: ").equals("1"), "the version must be 1");
    String chain = field("Chain ID: ");
    require(CHAIN_ID.matcher(chain).matches(), "this is no number of a chain");
    String nonce = field("Nonce: ");
    require(NONCE.matcher(nonce).matches(), "a nonce has 8 letters and digits or more");
    Instant issuedAt = time(field("Issued At: "));
    Optional<Instant> expires = optional("Expiration Time: ").map(this::time);
    Optional<Instant> notBefore = optional("Not Before: ").map(this::time);
    Optional<String> requestId = optional("Request ID: ");
    require(requestId.map(UriSyntax::isPathLetters).orElse(true), "this is no request's name");
    List<String> resources = resources();
    if (next < lines.length) {
      next++;
      throw wrong("nothing more was expected here; the order of lines is the standard's");
    }
    return new SignInMessage(
        scheme,
        domain,
        account,
        statement,
        uri,
        Long.parseLong(chain),
        nonce,
        issuedAt,
        expires,
        notBefore,
        requestId,
        resources);
  }

  private String line(String what) {
    if (next == lines.length) {
      throw new IllegalArgumentException("the message ends before the line of its " + what);
    }
    return lines[next++];
  }

  private void requireEmpty() {
    require(line("statement").isEmpty(), "this line must be empty");
  }

  private Account account(String text) {
    try {
      Account account = Account.parse(text);
      if (account.toString().equals(text)) {
        return account;
      }
    } catch (IllegalArgumentException e) {
      // As below: it is no address at all.
    }
    throw wrong("the account must be an address with the checksum of EIP-55");
  }

  private Optional<String> statement() {
    String line = line("statement");
    if (line.isEmpty()) {
      return Optional.empty();
    }
    require(UriSyntax.isStatement(line), "a statement has no such letters");
    requireEmpty();
    return Optional.of(line);
  }

  private String field(String name) {
    String line = line(name.strip());
    require(line.startsWith(name), "it must begin with '" + name.strip() + "'");
    return line.substring(name.length());
  }

  private Optional<String> optional(String name) {
    return next < lines.length && lines[next].startsWith(name)
        ? Optional.of(field(name))
        : Optional.empty();
  }

  private String uri(String text) {
    require(UriSyntax.isUri(text), "this is no URI of RFC 3986");
    return text;
  }

  private Instant time(String text) {
    require(DATE_TIME.matcher(text).matches(), "this is no time of RFC 3339");
    try {
      return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant();
    } catch (DateTimeException e) {
      throw wrong("there is no such day or time");
    }
  }

  private List<String> resources() {
    List<String> resources = new ArrayList<>();
    if (next < lines.length && lines[next].equals("Resources:")) {
      next++;
      while (next < lines.length) {
        resources.add(uri(field("- ")));
        require(resources.size() <= SignInMessage.MOST_RESOURCES, "these are too many resources");
      }
    }
    return resources;
  }

  private void require(boolean good, String otherwise) {
    if (!good) {
      throw wrong(otherwise);
    }
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("line " + next + " of the message: " + what);
  }
}
