package polder.networks.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import polder.networks.learning.train.Exchange;
import polder.networks.learning.train.Optimiser;
import polder.networks.learning.train.Recipe;
import polder.networks.learning.train.Schedule;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

class BriefingTest {
  private static final Optimiser ADAM = new Optimiser.Adam(1_000);
  private static final Optimiser SGD = new Optimiser.Sgd(1_000, 900_000);

  private static Briefing briefing(Schedule schedule) {
    return new Briefing(
        "A task",
        false,
        new Briefing.Source.Classes(2, List.of("in", "out")),
        schedule,
        64,
        200,
        Exchange.FINE);
  }

  /** As a program wrote it that knew no rates that fall, and as a strange one might. */
  private static Bytes written(long... adam) {
    CborWriter writer =
        new CborWriter().beginArray(7).text("polder/briefing/1").text("A task").bool(false);
    writer.beginArray(4).text("classes").integer(2).text("in").text("out");
    writer.beginArray(1 + adam.length).text("adam");
    for (long rate : adam) {
      writer.integer(rate);
    }
    return writer.integer(64).integer(200).toBytes();
  }

  @Test
  void everyScheduleIsReadAsItWasWritten() {
    for (Schedule schedule :
        List.of(
            Schedule.constant(ADAM),
            Schedule.constant(SGD),
            new Schedule(ADAM, 10),
            new Schedule(SGD, 10))) {
      assertThat(Briefing.decode(briefing(schedule).encode())).isEqualTo(briefing(schedule));
    }
  }

  @Test
  void aRateThatStaysIsWrittenAsItEverWas() {
    assertThat(briefing(Schedule.constant(ADAM)).encode()).isEqualTo(written(1_000));
    assertThat(briefing(new Schedule(ADAM, 10)).encode()).isEqualTo(written(1_000, 10));
  }

  @Test
  void aFormOfUpdatesIsWrittenUnlessItIsTheUsualOne() {
    Briefing fine = briefing(Schedule.constant(ADAM));
    Briefing coarse =
        new Briefing(fine.title(), false, fine.source(), fine.schedule(), 64, 200, Exchange.INT8);
    assertThat(Briefing.decode(coarse.encode())).isEqualTo(coarse);
    assertThatThrownBy(() -> Briefing.decode(withForm("fine"))).isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> Briefing.decode(withForm("int4")))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("int4");
    assertThat(Briefing.decode(withForm("int8"))).isEqualTo(coarse);
  }

  private static Bytes withForm(String code) {
    CborWriter writer =
        new CborWriter().beginArray(8).text("polder/briefing/1").text("A task").bool(false);
    writer.beginArray(4).text("classes").integer(2).text("in").text("out");
    writer.beginArray(2).text("adam").integer(1_000);
    return writer.integer(64).integer(200).text(code).toBytes();
  }

  @Test
  void aRateThatRisesOrIsWrittenTwiceIsRefused() {
    assertThatThrownBy(() -> Briefing.decode(written(1_000, 1_000)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("written once");
    assertThatThrownBy(() -> Briefing.decode(written(1_000, 1_001)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("not 1001");
  }

  @Test
  void aRoundIsTrainedByItsOwnRate() {
    assertThat(briefing(new Schedule(ADAM, 10)).recipe(3, 4, Hash.ZERO))
        .isEqualTo(new Recipe(new Optimiser.Adam(10), 64, 200, Hash.ZERO));
  }
}
