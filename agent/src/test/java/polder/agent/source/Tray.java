package polder.agent.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import polder.agent.format.Measured;

/** An intake that keeps everything for a test to look at. */
final class Tray implements Intake {
  private final BlockingQueue<String> values = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> notices = new LinkedBlockingQueue<>();
  private volatile Optional<String> place = Optional.empty();

  @Override
  public void take(List<Measured> sample, Optional<String> place) {
    for (Measured measured : sample) {
      BigDecimal value = measured.value();
      values.add(measured.origin() + "=" + value.toPlainString() + measured.unit());
    }
    place.ifPresent(text -> this.place = Optional.of(text));
  }

  @Override
  public Optional<String> place() {
    return place;
  }

  @Override
  public boolean isChosen(String origin) {
    return false;
  }

  @Override
  public void notice(String line) {
    notices.add(line);
  }

  /** The next value, waiting for it. */
  String next() throws InterruptedException {
    String value = values.poll(30, TimeUnit.SECONDS);
    assertThat(value).as("a value; notices were %s", notices).isNotNull();
    return String.valueOf(value);
  }

  /** The next notice that contains {@code text}, waiting for it. */
  String nextNotice(String text) throws InterruptedException {
    while (true) {
      String notice = notices.poll(30, TimeUnit.SECONDS);
      assertThat(notice).as("a notice with '%s'", text).isNotNull();
      if (String.valueOf(notice).contains(text)) {
        return String.valueOf(notice);
      }
    }
  }

  /** Everything that came and was not looked at. */
  List<String> rest() {
    return List.copyOf(values);
  }

  /** Runs a source in a thread of its own; interrupting that ends it. */
  Thread start(ReadingSource source) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            source.run(this);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (java.io.IOException e) {
            notices.add("broke: " + e);
          }
        });
  }
}
