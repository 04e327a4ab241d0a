package polder.adapters.mqtt;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import polder.node.gateway.Batches;
import polder.node.gateway.Reply;
import polder.protocol.Hash;

/**
 * Whatever a stranger sends, in whatever pieces: the handlers throw nothing, say little and let go
 * of the connection in the end. Runs over the kept inputs; with {@code JAZZER_FUZZ=1} in the
 * environment it looks for new ones.
 */
class MqttHandlerFuzzTest {
  private static final int MOST_SAID_BYTES = 1 << 20;

  @FuzzTest(maxDuration = "1m")
  void anythingIsTakenOrRefused(byte[] input) {
    Parts parts = TestParts.on(MqttHandlerFuzzTest::answer, Path.of("no-such-file"));
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    MqttDoor.handle(channel, parts);
    // The first byte says how large the pieces are in which the rest arrives.
    int piece = input.length == 0 ? 1 : 1 + Byte.toUnsignedInt(input[0]);
    for (int from = 1; from < input.length && channel.isOpen(); from += piece) {
      int length = Math.min(piece, input.length - from);
      channel.writeInbound(Unpooled.copiedBuffer(input, from, length));
      channel.runPendingTasks();
    }
    channel.advanceTimeBy(Duration.ofDays(2).toMillis(), TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
    channel.checkException();
    int said = 0;
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      said += part.readableBytes();
      part.release();
    }
    if (said > MOST_SAID_BYTES) {
      throw new AssertionError("said " + said + " bytes");
    }
    if (channel.isOpen()) {
      throw new AssertionError("still open after two days of silence");
    }
    channel.finishAndReleaseAll();
  }

  private static boolean answer(Batches.Parcel parcel) {
    List<Reply> replies =
        parcel.messages().stream()
            .<Reply>map(
                wire -> new Reply.Refused(Hash.sha256(wire.unsafeArray()), "malformed", "none"))
            .toList();
    parcel.answered().accept(replies);
    return true;
  }
}
