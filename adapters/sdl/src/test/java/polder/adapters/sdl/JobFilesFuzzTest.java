package polder.adapters.sdl;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Whatever somebody writes, it is a file of jobs or the places of what is wrong. Runs over the kept
 * inputs; with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class JobFilesFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void aTextIsAFileOfJobsOrRefused(byte[] content) {
    Read.checked(new String(content, StandardCharsets.UTF_8));
  }
}
