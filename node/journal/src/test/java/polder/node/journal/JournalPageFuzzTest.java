package polder.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import polder.ports.ReportJournal.Cut;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.settlement.ChainPoint;

class JournalPageFuzzTest {
  private static final Bytes MESSAGE = Bytes.wrap(new byte[] {1, 2});

  /** What is read is written the same; all else is refused in one way. */
  @FuzzTest
  void readsOrRefuses(byte[] body) {
    JournalPage page;
    try {
      page = JournalPage.decode(Bytes.wrap(body));
    } catch (CodecException refused) {
      return;
    }
    assertThat(page.encode()).isEqualTo(Bytes.wrap(body));
  }

  private static Cut cut(long epoch, long offset) {
    return new Cut(epoch, 10, 20, offset, Hash.ZERO, new ChainPoint(5, Hash.ZERO, 1));
  }

  private static JournalPage page(long from, long end, List<Cut> cuts) {
    return new JournalPage(Hash.ZERO, from, end, true, List.of(MESSAGE, MESSAGE), cuts);
  }

  @Test
  void aPageIsReadAsItWasWritten() {
    JournalPage page = page(7, 9, List.of(cut(3, 8), cut(4, 9), cut(5, 9)));
    assertThat(JournalPage.decode(page.encode())).isEqualTo(page);
    readsOrRefuses(page.encode().toArray());
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    for (JournalPage page :
        List.of(
            page(7, 8, List.of()),
            page(7, 9, List.of(cut(3, 10))),
            page(7, 9, List.of(cut(4, 8), cut(3, 9))),
            page(7, 9, List.of(cut(3, 9), cut(4, 8))))) {
      assertThatThrownBy(() -> JournalPage.decode(page.encode()))
          .isInstanceOf(CodecException.class);
    }
  }
}
