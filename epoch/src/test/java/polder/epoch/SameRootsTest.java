package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.protocol.Hash;

/** The same inputs give the same headers, whatever the machine is like. */
class SameRootsTest {
  private static final long SEED = 2026;

  @Test
  void theRunIsWorthATest() {
    List<Hash> headers = SameRoots.headers(SEED, EpochEngine.SEQUENTIAL, 0);

    assertThat(headers).doesNotHaveDuplicates();
    assertThat(SameRoots.headers(SEED + 1, EpochEngine.SEQUENTIAL, 0))
        .doesNotContainAnyElementsOf(headers);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void onAnyNumberOfThreadsInAnyOrder(int threads) {
    List<Hash> expected = SameRoots.headers(SEED, EpochEngine.SEQUENTIAL, 0);

    try (RandomOrderEngine engine = new RandomOrderEngine(threads, threads)) {
      assertThat(SameRoots.headers(SEED, engine, threads)).isEqualTo(expected);
    }
  }

  /** More senders than an epoch is cut into stretches, so that some of one stand beside others. */
  @Test
  void ofManySendersOfWhomSomeChangedTheirKeysAndSomeAreCopies() {
    List<Hash> expected = SameRoots.crowd(EpochEngine.SEQUENTIAL);

    for (int threads : new int[] {1, 2, 7}) {
      try (RandomOrderEngine engine = new RandomOrderEngine(threads, threads)) {
        assertThat(SameRoots.crowd(engine)).as("%s threads", threads).isEqualTo(expected);
      }
    }
  }

  @Test
  @Tag("full")
  void manyRunsOnAnyNumberOfThreadsInAnyOrder() {
    for (long seed = 0; seed < 100; seed++) {
      List<Hash> expected = SameRoots.headers(seed, EpochEngine.SEQUENTIAL, 0);
      try (RandomOrderEngine engine = new RandomOrderEngine(3, seed)) {
        assertThat(SameRoots.headers(seed, engine, seed)).as("seed %s", seed).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tr-TR", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist-nu-thai"})
  void inAnyLocaleAndTimeZone(String locale) {
    List<Hash> expected = SameRoots.headers(SEED, EpochEngine.SEQUENTIAL, 0);
    Locale before = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag(locale));
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Apia"));
      assertThat(SameRoots.headers(SEED, EpochEngine.SEQUENTIAL, 3)).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
      TimeZone.setDefault(zone);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tr, TR, tr-TR, Asia/Kathmandu, ISO-8859-1",
    "ar, EG, ar-EG, America/St_Johns, UTF-16",
  })
  void inAnyProcess(String language, String country, String locale, String zone, String charset)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Duser.language=" + language,
                "-Duser.country=" + country,
                "-Duser.timezone=" + zone,
                "-Dfile.encoding=" + charset,
                "-Dstdout.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                SameRoots.class.getName(),
                Long.toString(SEED))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).isZero();

    assertThat(lines.subList(0, 3)).containsExactly(locale, zone, charset);
    assertThat(lines.subList(3, lines.size()))
        .isEqualTo(
            SameRoots.headers(SEED, EpochEngine.SEQUENTIAL, 0).stream().map(Hash::toHex).toList());
  }
}
