package polder.node.validator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import polder.ports.SignatureLog;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;

class CourierTest {
  private static final Hash HEADER = Hash.sha256(new byte[] {1});
  private static final SignatureLog.Entry ENTRY =
      new SignatureLog.Entry(7, 0, HEADER, Hash.sha256(new byte[] {2}));

  private final Node node = new Node();

  @Test
  void whatANodeLostIsSentAgainAndNothingElse() throws InterruptedException {
    Receiver.Open lost = new Receiver.Open(7, 0, HEADER);
    Receiver.Open other = new Receiver.Open(7, 0, Hash.sha256(new byte[] {3}));
    Receiver.Open unknown = new Receiver.Open(8, 0, HEADER);
    node.missing = List.of(other, unknown, lost);
    try (Courier courier = Courier.start(node, new OneEntry(), signer(), said -> {})) {
      courier.look();
      String first = node.next();
      assertThat(first).contains("\"epoch\":7", HEADER.toHex());
      assertThat(node.next()).as("sent again").isEqualTo(first);
    }
  }

  private static Signer signer() {
    byte[] secret = new byte[32];
    secret[31] = 5;
    return new Signer() {
      @Override
      public Account account() {
        return Secp256k1.account(secret);
      }

      @Override
      public byte[] sign(Hash digest) {
        return Secp256k1.sign(secret, digest);
      }
    };
  }

  /** Takes all, and says what it misses. */
  private static final class Node implements Receiver {
    private final BlockingQueue<String> posted = new LinkedBlockingQueue<>();
    private volatile List<Open> missing = List.of();

    String next() throws InterruptedException {
      String body = posted.poll(2, TimeUnit.MINUTES);
      return body == null ? "nothing came" : body;
    }

    @Override
    public String name() {
      return "node";
    }

    @Override
    public Answer post(String path, Bytes json) {
      posted.add(new String(json.toArray(), StandardCharsets.US_ASCII));
      return new Answer(200, "");
    }

    @Override
    public List<Open> missing(Account account) {
      return missing;
    }
  }

  /** A log in memory with {@link #ENTRY}. */
  private static final class OneEntry implements SignatureLog {
    private volatile long answered;

    @Override
    public Outcome record(Entry entry) {
      throw new AssertionError("a courier brings on what is in the log, and adds nothing");
    }

    @Override
    public Optional<Placed> after(long number) {
      return number < 1 ? Optional.of(new Placed(1, ENTRY)) : Optional.empty();
    }

    @Override
    public Optional<Entry> of(long epoch, long attempt) {
      return epoch == 7 && attempt == 0 ? Optional.of(ENTRY) : Optional.empty();
    }

    @Override
    public long answered(String receiver) {
      return answered;
    }

    @Override
    public void setAnswered(String receiver, long number) {
      answered = number;
    }
  }
}
