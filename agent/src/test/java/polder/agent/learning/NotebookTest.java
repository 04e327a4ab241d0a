package polder.agent.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.Bytes;

class NotebookTest {
  @TempDir Path folder;

  @Test
  void whatWasSealedIsFoundAgain() throws Exception {
    Bytes blob = Bytes.wrap(new byte[] {1, 2, 3});
    Notebook.Entry kept = new Notebook(folder).keep("task-1", 4, blob);
    Notebook.Entry found = new Notebook(folder).find("task-1", 4).orElseThrow();

    assertThat(found).isEqualTo(kept);
    assertThat(Files.readAllBytes(found.file())).isEqualTo(blob.toArray());
    assertThat(new Notebook(folder).find("task-1", 5)).isEmpty();
    assertThat(new Notebook(folder).keep("task-1", 5, blob).salt()).isNotEqualTo(kept.salt());
  }
}
