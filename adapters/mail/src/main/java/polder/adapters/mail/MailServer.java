package polder.adapters.mail;

import java.util.Optional;

/**
 * The mail server that takes the node's messages.
 *
 * @param security how the connection is kept secret
 * @param login user and password, if it wants them
 * @param from the sender, such as {@code Polder <alerts@example.org>}
 */
public record MailServer(
    String host, int port, Security security, Optional<Login> login, String from) {
  /** How a connection is kept secret. */
  public enum Security {
    /** TLS from the first byte on, usually at port 465. */
    TLS,
    /** TLS after a first plain line, usually at port 587; without it nothing is sent. */
    STARTTLS,
    /** Not at all: for a server on the same machine. */
    NONE
  }

  /** Who the node is there. */
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
  }
}
