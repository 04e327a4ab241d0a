package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DeviceId;

final class TrafficTest {
  private static final long SECOND = 1_000_000_000;
  private static final DeviceId ONE = device(1);
  private static final DeviceId TWO = device(2);

  private final AtomicLong millis = new AtomicLong(1_000_000);
  private final AtomicLong nanos = new AtomicLong(-3 * SECOND);
  private final Traffic traffic = new Traffic(millis::get, nanos::get);

  private static DeviceId device(int number) {
    byte[] secret = new byte[32];
    secret[0] = (byte) number;
    return DeviceKey.ed25519(secret).id();
  }

  private void take(DeviceId device, long epoch) {
    traffic.taken("air", device, epoch);
  }

  @Test
  void messagesBelongToTheirEpochAlsoWhileTheNextOneIsOpen() {
    take(ONE, 4);
    take(ONE, 4);
    take(ONE, 5);

    assertThat(traffic.messages("air", 4)).isEqualTo(2);
    assertThat(traffic.messages("air", 5)).isEqualTo(1);
    assertThat(traffic.messages("water", 4)).isZero();
    traffic.forget(4, Map.of());
    assertThat(traffic.messages("air", 4)).isEqualTo(2);
    traffic.forget(5, Map.of());
    assertThat(traffic.messages("air", 4)).isZero();
    assertThat(traffic.messages("air", 5)).isEqualTo(1);
  }

  /** Over the clock's zero, past which nanoTime may step at any moment. */
  @Test
  void theRateIsOfTheLastTenWholeSeconds() {
    for (int second = 0; second < 20; second++) {
      for (int i = 0; i < 5; i++) {
        take(ONE, 0);
      }
      nanos.addAndGet(SECOND);
    }
    assertThat(traffic.perSecond("air")).isEqualTo(5);
    nanos.addAndGet(5 * SECOND);
    assertThat(traffic.perSecond("air")).isEqualTo(2.5);
    nanos.addAndGet(60 * SECOND);
    assertThat(traffic.perSecond("air")).isZero();
    take(ONE, 0);
    assertThat(traffic.perSecond("air")).as("this second is not over").isZero();
    nanos.addAndGet(SECOND);
    assertThat(traffic.perSecond("air")).isEqualTo(0.1);
  }

  @Test
  void aDeviceIsOnlineWhileItIsHeard() {
    take(ONE, 0);
    millis.addAndGet(100);
    take(TWO, 0);
    traffic.heard("air", TWO, 5);

    assertThat(traffic.heardSince("air", 1_000_000)).isEqualTo(2);
    assertThat(traffic.heardSince("air", 1_000_001)).isEqualTo(1);
    traffic.forget(0, Map.of("air", 1_000_001L));
    assertThat(traffic.heardSince("air", 0)).isEqualTo(1);
  }
}
