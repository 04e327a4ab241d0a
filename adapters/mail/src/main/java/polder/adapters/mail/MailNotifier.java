package polder.adapters.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import polder.ports.Notifier;
import polder.protocol.Bytes;

/** Plain-text mail by SMTP. Every step waits at most 20 seconds. */
public final class MailNotifier implements Notifier {
  private static final String MOST_MILLIS = "20000";

  /** One address of the usual form: no name, no comment, no list, no line break. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})+");

  private static final int MOST_ADDRESS = 254;

  private final MailServer server;
  private final InternetAddress from;
  private final Session session;

  /**
   * By way of {@code server}.
   *
   * @throws IllegalArgumentException if its {@code from} is no address
   */
  public MailNotifier(MailServer server) {
    this.server = server;
    try {
      this.from = new InternetAddress(server.from(), true);
    } catch (AddressException e) {
      throw new IllegalArgumentException(
          "from must be an address such as Polder <alerts@example.org>, not " + server.from(), e);
    }
    this.session = Session.getInstance(properties(server));
  }

  private static Properties properties(MailServer server) {
    Properties properties = new Properties();
    properties.put("mail.smtp.host", server.host());
    properties.put("mail.smtp.port", String.valueOf(server.port()));
    properties.put("mail.smtp.connectiontimeout", MOST_MILLIS);
    properties.put("mail.smtp.timeout", MOST_MILLIS);
    properties.put("mail.smtp.writetimeout", MOST_MILLIS);
    properties.put("mail.smtp.auth", String.valueOf(server.login().isPresent()));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    switch (server.security()) {
      case TLS -> properties.put("mail.smtp.ssl.enable", "true");
      case STARTTLS -> {
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
      }
      case NONE -> {}
    }
    return properties;
  }

  @Override
  public Optional<String> objection(String target) {
    return target.length() <= MOST_ADDRESS && ADDRESS.matcher(target).matches()
        ? Optional.empty()
        : Optional.of("this is no mail address; write name@host");
  }

  @Override
  public Result send(String target, Bytes none, Notice notice) {
    try (Transport transport = session.getTransport("smtp")) {
      Message message = message(target, notice);
      if (server.login().isPresent()) {
        MailServer.Login login = server.login().get();
        transport.connect(login.user(), login.password());
      } else {
        transport.connect();
      }
      transport.sendMessage(message, message.getAllRecipients());
      return new Result.Delivered();
    } catch (SendFailedException e) {
      return isFinal(e)
          ? new Result.Refused("the mail server refuses: " + line(e))
          : new Result.Later("the mail server: " + line(e), 0);
    } catch (MessagingException e) {
      return new Result.Later("the mail server: " + line(e), 0);
    }
  }

  private Message message(String target, Notice notice) throws MessagingException {
    MimeMessage message = new Identified(session, notice.id(), from.getAddress());
    message.setFrom(from);
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(target, true));
    message.setSubject(notice.subject(), StandardCharsets.UTF_8.name());
    message.setSentDate(new Date(notice.timeMillis()));
    // Keeps holiday answers and lists of machines away (RFC 3834).
    message.setHeader("Auto-Submitted", "auto-generated");
    if (notice.unsubscribe().isPresent()) {
      message.setHeader("List-Unsubscribe", "<" + notice.unsubscribe().get() + ">");
      message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    message.setText(notice.text(), StandardCharsets.UTF_8.name());
    message.saveChanges();
    return message;
  }

  /** Has the same Message-ID at each try, so that a mail that came twice is shown once. */
  private static final class Identified extends MimeMessage {
    private final String id;

    Identified(Session session, String id, String from) {
      super(session);
      this.id = "<" + id + from.substring(from.indexOf('@')) + ">";
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }

  /** Whether the server said that trying again is no use: 5xx. */
  private static boolean isFinal(SendFailedException failed) {
    for (Exception e = failed; e instanceof MessagingException its; e = its.getNextException()) {
      int code =
          switch (its) {
            case SMTPAddressFailedException address -> address.getReturnCode();
            case SMTPSendFailedException send -> send.getReturnCode();
            default -> 0;
          };
      if (code >= 500 && code < 600) {
        return true;
      }
    }
    return false;
  }

  private static String line(MessagingException e) {
    String line = String.valueOf(e.getMessage()).replaceAll("[\\p{Cntrl}\\s]+", " ");
    return line.length() > 200 ? line.substring(0, 200) : line;
  }
}
