package polder.adapters.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.chain.Anchor;
import polder.ports.chain.ChainEvent;
import polder.ports.chain.ChainException;
import polder.ports.chain.EventFilter;
import polder.ports.chain.EventPage;
import polder.ports.chain.Intent;
import polder.ports.chain.Progress;
import polder.protocol.identity.Account;

/** Each event once and in order, from a real chain. */
class EventsTest {
  @TempDir Path folder;
  private LocalChain chain;
  private Sender sender;
  private Account tally;

  @BeforeEach
  void start() throws IOException {
    chain = LocalChain.in(folder.resolve("chain"));
    sender =
        new Sender(
            chain.rpc,
            chain.funded(),
            new RevertReasons(List.of(Tally.ABI)),
            SenderLimits.usual().withConfirmations(0),
            folder.resolve("log"));
    sender.submit(
        new Intent(
            "tally",
            Optional.empty(),
            Tally.CREATION,
            BigInteger.ZERO,
            OptionalLong.empty(),
            OptionalLong.empty()));
    sender.advance();
    chain.mine(1);
    sender.advance();
    tally = ((Progress.Succeeded) sender.progress("tally").orElseThrow()).created().orElseThrow();
  }

  @AfterEach
  void stop() throws IOException {
    if (sender != null) {
      sender.close();
    }
    if (chain != null) {
      chain.close();
    }
  }

  /** Logs {@code word}, in a block of its own. */
  private void log(long word) throws IOException {
    logLater(word);
    chain.mine(1);
  }

  private void logLater(long word) throws IOException {
    sender.submit(
        new Intent(
            "word-" + word,
            Optional.of(tally),
            Tally.word(word),
            BigInteger.ZERO,
            OptionalLong.of(100_000),
            OptionalLong.empty()));
    sender.advance();
  }

  private static List<Long> words(List<ChainEvent> events) {
    return events.stream().map(event -> Tally.count(event.data())).toList();
  }

  private EventFilter all() {
    return new EventFilter(List.of(tally), List.of(), 0);
  }

  private static List<Long> read(EventReader reader, EventFilter filter, Anchor upTo)
      throws ChainException {
    List<Long> read = new ArrayList<>();
    Optional<Anchor> cursor = Optional.empty();
    while (!cursor.equals(Optional.of(upTo))) {
      EventPage page = reader.page(filter, cursor, upTo);
      read.addAll(words(page.events()));
      cursor = Optional.of(page.cursor());
    }
    return read;
  }

  @Test
  void eachEventOnceInOrderUpToWhatIsSettled() throws IOException {
    EvmChain reading = new EvmChain(chain.rpc, 2);
    log(1);
    log(2);
    logLater(3);
    logLater(4);
    chain.mine(1);
    log(5);
    chain.mine(1);
    Anchor first = reading.anchor().orElseThrow();
    EventPage page = reading.events(all(), Optional.empty(), first);
    assertThat(words(page.events())).containsExactly(1L, 2L, 3L, 4L);
    assertThat(page.cursor()).isEqualTo(first);
    assertThat(page.events().getLast().block()).isEqualTo(first);
    assertThat(page.events().getLast().topics()).containsExactly(Tally.hash(4));
    chain.mine(1);
    Anchor second = reading.anchor().orElseThrow();
    EventPage next = reading.events(all(), Optional.of(page.cursor()), second);
    assertThat(words(next.events())).containsExactly(5L);
    assertThat(reading.events(all(), Optional.of(second), second).events()).isEmpty();
  }

  @Test
  void onlyTheKindsThatAreAskedFor() throws IOException {
    log(1);
    log(2);
    log(3);
    EvmChain reading = new EvmChain(chain.rpc, 0);
    Anchor head = reading.head();
    EventFilter some = new EventFilter(List.of(tally), List.of(Tally.hash(1), Tally.hash(3)), 0);
    assertThat(words(reading.events(some, Optional.empty(), head).events()))
        .containsExactly(1L, 3L);
    EventFilter late = new EventFilter(List.of(tally), List.of(), head.number());
    assertThat(words(reading.events(late, Optional.empty(), head).events())).containsExactly(3L);
  }

  @Test
  void asksForLessWhenAProviderWillNotGiveSoMuch() throws IOException {
    for (int i = 1; i <= 5; i++) {
      log(i);
      chain.mine(20);
    }
    Pattern range =
        Pattern.compile("\"fromBlock\":\"0x([0-9a-f]+)\",\"toBlock\":\"0x([0-9a-f]+)\"");
    AtomicInteger refused = new AtomicInteger();
    try (Proxy provider = new Proxy(chain.url());
        JsonRpc rpc = LocalChain.rpc(provider.url())) {
      provider.answer =
          (asked, said) -> {
            Matcher found = range.matcher(asked);
            boolean wide =
                found.find()
                    && Long.parseLong(found.group(2), 16) - Long.parseLong(found.group(1), 16)
                        >= 10;
            if (wide) {
              refused.incrementAndGet();
            }
            return wide
                ? "{\"id\":1,\"error\":{\"code\":-32600,\"message\":\"ranges over 10 blocks are not supported\"}}"
                : said;
          };
      Anchor head = new EvmChain(rpc, 0).head();
      EventReader reader = new EventReader(rpc, EventReader.USUAL_RANGE);
      assertThat(read(reader, all(), head)).containsExactly(1L, 2L, 3L, 4L, 5L);
      assertThat(refused).hasPositiveValue();
    }
  }

  @Test
  void aReorganisationBehindTheCursorIsReported() throws IOException {
    EvmChain reading = new EvmChain(chain.rpc, 0);
    log(1);
    log(2);
    Anchor cursor = reading.head();
    EventPage page = reading.events(all(), Optional.empty(), cursor);
    assertThat(words(page.events())).containsExactly(1L, 2L);
    chain.reorganise(1);
    chain.mine(3);
    Anchor head = reading.head();
    assertThatThrownBy(() -> reading.events(all(), Optional.of(cursor), head))
        .isInstanceOfSatisfying(
            ChainException.class,
            forked -> assertThat(forked.kind()).isEqualTo(ChainException.Kind.FORKED))
        .hasMessageContaining("more confirmations");
    assertThatThrownBy(() -> reading.events(all(), Optional.empty(), cursor))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("went back");
    assertThat(words(reading.events(all(), Optional.empty(), head).events())).containsExactly(1L);
  }

  @Test
  void aNodeThatIsBehindIsNotTakenForAChainWithoutEvents() throws IOException {
    log(1);
    Anchor head = new EvmChain(chain.rpc, 0).head();
    chain.tell("anvil_rollback", 1);
    EvmChain behind = new EvmChain(chain.rpc, 0);
    assertThatThrownBy(() -> behind.events(all(), Optional.empty(), head))
        .isInstanceOfSatisfying(
            ChainException.class,
            e -> assertThat(e.kind()).isEqualTo(ChainException.Kind.UNREACHABLE));
  }

  @Test
  void aCallAtABlockIsAnsweredForThatBlock() throws IOException {
    EvmChain reading = new EvmChain(chain.rpc, 0);
    log(1);
    Anchor one = reading.head();
    log(2);
    assertThat(Tally.count(reading.call(tally, polder.protocol.Bytes.EMPTY))).isEqualTo(2);
    assertThat(Tally.count(reading.call(tally, polder.protocol.Bytes.EMPTY, one))).isEqualTo(1);
    assertThatThrownBy(() -> reading.call(tally, Tally.word(0)))
        .isInstanceOfSatisfying(
            ChainException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(ChainException.Kind.REVERTED);
              assertThat(new RevertReasons(List.of(Tally.ABI)).explain(refused.data()))
                  .isEqualTo("Refused(code 42)");
            });
  }
}
